//! A sealed value as a column of an entity: bytes in the database, and a type of its own in the code.

use envelope::Sealed;
use sea_orm::DeriveValueType;

/// A sealed column. What it holds is checked when it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, DeriveValueType)]
pub struct SealedColumn(Vec<u8>);

impl SealedColumn {
    /// The sealed value, to be opened.
    #[must_use]
    pub fn sealed(self) -> Sealed {
        Sealed::stored(self.0)
    }
}

impl From<Sealed> for SealedColumn {
    fn from(sealed: Sealed) -> Self {
        Self(sealed.into_bytes())
    }
}

impl From<SealedColumn> for Sealed {
    fn from(column: SealedColumn) -> Self {
        column.sealed()
    }
}
