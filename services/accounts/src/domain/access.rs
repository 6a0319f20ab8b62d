//! Who may do what here, as a table. What belongs to another organisation is not refused here: it is not there at all.

use identity::{Actor, OrganisationKind, Permission};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Register a clinic or an insurer.
    RegisterOrganisation,
    /// Add a person.
    CreateAccount,
    /// See the people with their mail addresses.
    ListAccounts,
    /// Add a program.
    CreateApiClient,
    /// Get a certificate for a device.
    IssueCertificate,
    /// See the organisation's certificates.
    ReadCertificates,
    /// Close the door to a device.
    RevokeCertificate,
    /// Ask to erase an organisation.
    RequestErasure,
    /// Have an organisation erased that somebody else has asked to erase.
    ConfirmErasure,
    /// Withdraw what is not confirmed.
    CancelErasure,
    /// See erasures and their attestations.
    ReadErasures,
    /// Fetch everything that the organisation owns; people, never programs.
    ExportOrganisation,
}

/// The actor may not do that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the actor lacks the permission {0}")]
pub struct NotAllowed(pub &'static str);

/// What a verb needs.
const fn needs(verb: Verb) -> Permission {
    match verb {
        Verb::RegisterOrganisation => Permission::OrganisationManage,
        Verb::CreateAccount | Verb::CreateApiClient => Permission::AccountManage,
        Verb::ListAccounts => Permission::AccountRead,
        Verb::ExportOrganisation => Permission::ArchiveExport,
        Verb::IssueCertificate | Verb::ReadCertificates | Verb::RevokeCertificate => {
            Permission::CertificateManage
        }
        Verb::RequestErasure | Verb::ConfirmErasure | Verb::CancelErasure | Verb::ReadErasures => {
            Permission::OrganisationErase
        }
    }
}

/// What is about other organisations than the actor's own.
const fn is_the_operators(verb: Verb) -> bool {
    matches!(needs(verb), Permission::OrganisationManage | Permission::OrganisationErase)
}

/// Refuses who may not do it.
///
/// # Errors
/// [`NotAllowed`] with the permission that is missing.
pub fn check(actor: &Actor, verb: Verb) -> Result<(), NotAllowed> {
    if may(actor, verb) { Ok(()) } else { Err(NotAllowed(needs(verb).as_str())) }
}

/// Whether the actor may do it.
#[must_use]
pub fn may(actor: &Actor, verb: Verb) -> bool {
    // The kind caps permissions already; one more lock on the door to other organisations.
    let platform = !is_the_operators(verb) || actor.organisation_kind == OrganisationKind::Operator;
    let person = verb != Verb::ExportOrganisation || actor.is_person();
    platform && person && actor.may(needs(verb))
}

/// Whether the actor sees every organisation with code and telephone; others see names.
#[must_use]
pub fn sees_every_organisation(actor: &Actor) -> bool {
    actor.organisation_kind == OrganisationKind::Operator
}

#[cfg(test)]
mod tests {
    use identity::{ActorKind, Role};
    use ids::OrganisationId;
    use uuid::Uuid;

    use super::*;

    const VERBS: [Verb; 11] = [
        Verb::RequestErasure,
        Verb::ConfirmErasure,
        Verb::CancelErasure,
        Verb::ReadErasures,
        Verb::RegisterOrganisation,
        Verb::CreateAccount,
        Verb::ListAccounts,
        Verb::CreateApiClient,
        Verb::IssueCertificate,
        Verb::ReadCertificates,
        Verb::RevokeCertificate,
    ];

    fn actor(role: Role, kind: OrganisationKind) -> Actor {
        Actor {
            kind: ActorKind::Account,
            id: Uuid::nil(),
            organisation: OrganisationId::generate(),
            organisation_kind: kind,
            roles: vec![role],
            permissions: role.permissions(kind),
            certificate_serial: String::new(),
        }
    }

    #[test]
    fn an_administrator_keeps_the_own_organisation_and_only_the_operators_registers_and_erases_others() {
        let of_others = [
            Verb::RegisterOrganisation,
            Verb::RequestErasure,
            Verb::ConfirmErasure,
            Verb::CancelErasure,
            Verb::ReadErasures,
        ];
        for kind in OrganisationKind::ALL {
            for verb in VERBS {
                let allowed = !of_others.contains(&verb) || kind == OrganisationKind::Operator;
                assert_eq!(may(&actor(Role::Administrator, kind), verb), allowed, "{kind} {verb:?}");
            }
        }
    }

    #[test]
    fn nobody_but_operations_and_administrators_of_the_operator_erases() {
        let operator = OrganisationKind::Operator;
        assert!(may(&actor(Role::Operations, operator), Verb::ConfirmErasure));
        assert!(!may(&actor(Role::Support, operator), Verb::ConfirmErasure));
        assert!(!may(&actor(Role::Support, operator), Verb::ReadErasures));
    }

    #[test]
    fn clerks_adjusters_and_viewers_do_nothing_here() {
        let others = [
            (Role::ClaimsClerk, OrganisationKind::Clinic),
            (Role::Adjuster, OrganisationKind::Insurer),
            (Role::Viewer, OrganisationKind::Operator),
        ];
        for (role, kind) in others {
            assert!(VERBS.iter().all(|verb| !may(&actor(role, kind), *verb)), "{role}");
        }
    }
}
