//! How much of a fact an organisation sees: of another organisation's operator only organisation and roles.
//! It is applied before anything is written, so what must not be seen is not there to be found.

use ids::OrganisationId;

use crate::domain::entry::{Happening, Operator};

/// The happening as this organisation may see it.
#[must_use]
pub fn seen_by(organisation: OrganisationId, happening: Happening) -> Happening {
    let operator = if is_own(organisation, &happening.operator) {
        happening.operator
    } else {
        Operator { id: None, certificate_serial: None, ..happening.operator }
    };
    Happening { operator, ..happening }
}

/// Whose operator it is not said of is nobody's own: unsure means withhold.
fn is_own(organisation: OrganisationId, operator: &Operator) -> bool {
    operator.organisation == Some(organisation)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use ids::FactId;

    use super::*;
    use crate::domain::entry::{OperatorKind, Resource};

    fn happening(by: Option<OrganisationId>) -> Happening {
        let operator = Operator {
            kind: OperatorKind::Account,
            id: Some("an-account".into()),
            organisation: by,
            roles: vec!["adjuster".into()],
            certificate_serial: Some("0a".into()),
        };
        let subject = Resource { kind: "claim".into(), id: "c".into(), reference: String::new() };
        Happening {
            fact: FactId::generate(),
            kind: "claim.approved".into(),
            occurred_at: DateTime::UNIX_EPOCH,
            operator,
            related: vec![subject.clone()],
            subject,
            changes: vec![],
        }
    }

    #[test]
    fn the_own_operator_is_seen_in_full() {
        let own = OrganisationId::generate();
        assert_eq!(seen_by(own, happening(Some(own))).operator.id.as_deref(), Some("an-account"));
    }

    #[test]
    fn of_another_organisations_operator_only_organisation_and_roles_are_seen() {
        let other = OrganisationId::generate();
        let seen = seen_by(OrganisationId::generate(), happening(Some(other))).operator;
        assert_eq!((seen.id, seen.certificate_serial), (None, None));
        assert_eq!((seen.organisation, seen.roles), (Some(other), vec!["adjuster".to_owned()]));
    }

    #[test]
    fn an_operator_of_unknown_organisation_is_withheld() {
        assert_eq!(seen_by(OrganisationId::generate(), happening(None)).operator.id, None);
    }

    #[test]
    fn a_thing_is_listed_once() {
        assert_eq!(happening(None).things(), ["c"]);
    }
}
