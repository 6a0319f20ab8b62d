//! Who may do what with labels, as a table. Everything not said here is refused, and there is no deed in another's
//! organisation.

use identity::{Actor, Permission};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Add a word to the vocabulary.
    CreateLabel,
    /// Read the vocabulary.
    ListLabels,
    /// Put a label on a thing or take it off.
    CarryLabel,
    /// Fetch everything that the organisation owns; people, never programs.
    ExportOrganisation,
}

impl Deed {
    /// The permission it needs.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::CreateLabel | Self::CarryLabel => Permission::LabelManage,
            Self::ListLabels => Permission::LabelRead,
            Self::ExportOrganisation => Permission::ArchiveExport,
        }
    }

    /// Whether this actor may, in their own organisation.
    #[must_use]
    pub fn is_allowed_to(self, actor: &Actor) -> bool {
        let person = self != Self::ExportOrganisation || actor.is_person();
        person && actor.may(self.needs())
    }
}
