//! Who may read which timeline, as a table. Nobody writes to one; everything not said here is refused.

use identity::{Actor, OrganisationKind, Permission};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Read the own organisation's timeline.
    ListEntries,
    /// Read another organisation's timeline, with a reason.
    InspectEntries,
    /// Look up what a support code stands for.
    FindProblem,
    /// Fetch the whole of the own timeline; people, never programs.
    ExportOrganisation,
}

impl Deed {
    /// The permission it needs.
    #[must_use]
    pub const fn needs(self) -> Permission {
        match self {
            Self::ListEntries => Permission::TimelineRead,
            Self::ExportOrganisation => Permission::ArchiveExport,
            Self::InspectEntries | Self::FindProblem => Permission::TimelineInspect,
        }
    }

    /// Whether this actor may. Only the operator's people look into other organisations, whatever they hold.
    #[must_use]
    pub fn is_allowed_to(self, actor: &Actor) -> bool {
        let kind = match self {
            Self::ListEntries => true,
            Self::ExportOrganisation => actor.is_person(),
            Self::InspectEntries | Self::FindProblem => actor.organisation_kind == OrganisationKind::Operator,
        };
        kind && actor.may(self.needs())
    }
}

#[cfg(test)]
mod tests {
    use identity::{ActorKind, Role};
    use ids::OrganisationId;

    use super::*;

    #[test]
    fn nobody_but_the_operators_people_looks_into_others_whatever_they_hold() {
        for kind in OrganisationKind::ALL {
            let actor = Actor {
                kind: ActorKind::Account,
                id: uuid::Uuid::nil(),
                organisation: OrganisationId::generate(),
                organisation_kind: kind,
                roles: vec![Role::Support],
                permissions: Role::Support.permissions(OrganisationKind::Operator),
                certificate_serial: String::new(),
            };
            assert_eq!(
                Deed::InspectEntries.is_allowed_to(&actor),
                kind == OrganisationKind::Operator,
                "{kind}"
            );
        }
    }
}
