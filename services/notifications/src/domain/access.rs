//! Who may see which deliveries, as a table. Nobody asks for a mail here; everything not said is refused.

use identity::{Actor, OrganisationKind, Permission};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// See which mails were sent and whether they arrived.
    ListDeliveries,
    /// Fetch all of the own organisation's; people, never programs.
    ExportOrganisation,
}

/// Whose deliveries an actor may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those on behalf of the own organisation.
    Own,
    /// All: the operator looks after dead mails. A delivery has no name and no address.
    All,
}

impl Deed {
    /// The permission it needs.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::ListDeliveries => Permission::DeliveryRead,
            Self::ExportOrganisation => Permission::ArchiveExport,
        }
    }

    /// How far this actor may look; none if not at all.
    #[must_use]
    pub fn reach(self, actor: &Actor) -> Option<Reach> {
        if !actor.may(self.needs()) {
            return None;
        }
        if self == Self::ExportOrganisation {
            return actor.is_person().then_some(Reach::Own);
        }
        match actor.organisation_kind {
            OrganisationKind::Operator => Some(Reach::All),
            OrganisationKind::Clinic | OrganisationKind::Insurer => Some(Reach::Own),
        }
    }
}
