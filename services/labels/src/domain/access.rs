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
}

impl Deed {
    /// The permission it needs.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::CreateLabel | Self::CarryLabel => Permission::LabelManage,
            Self::ListLabels => Permission::LabelRead,
        }
    }

    /// Whether this actor may, in their own organisation.
    #[must_use]
    pub fn is_allowed_to(self, actor: &Actor) -> bool {
        actor.may(self.needs())
    }
}
