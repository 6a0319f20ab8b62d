//! A fact on the wire and in the outbox, where it lies encoded. Refuses what does not make a fact.

use ids::OrganisationId;
use proto::feed::v1 as pb;

use crate::{Change, Fact, Operator, OperatorKind, Resource};

/// The bytes are not a fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a fact: {0}")]
pub struct NotAFact(pub &'static str);

impl From<&Fact> for pb::Fact {
    fn from(fact: &Fact) -> Self {
        let Fact {
            id,
            position,
            kind,
            occurred_at,
            operator,
            subject,
            related,
            organisations,
            changes,
            traceparent,
        } = fact;
        Self {
            id: id.to_string(),
            position: *position,
            kind: kind.clone(),
            occurred_at: Some(proto::timestamp(*occurred_at)),
            operator: Some(operator.into()),
            subject: Some(subject.into()),
            related: related.iter().map(Into::into).collect(),
            organisation_ids: organisations.iter().map(ToString::to_string).collect(),
            changes: changes.iter().map(Into::into).collect(),
            traceparent: traceparent.clone(),
        }
    }
}

impl TryFrom<pb::Fact> for Fact {
    type Error = NotAFact;

    fn try_from(fact: pb::Fact) -> Result<Self, NotAFact> {
        let pb::Fact {
            id,
            position,
            kind,
            occurred_at,
            operator,
            subject,
            related,
            organisation_ids,
            changes,
            traceparent,
        } = fact;
        let organisations =
            organisation_ids.iter().map(|id| id.parse()).collect::<Result<Vec<OrganisationId>, _>>();
        Ok(Self {
            id: id.parse().map_err(|_| NotAFact("id"))?,
            position,
            kind,
            occurred_at: occurred_at.and_then(proto::moment).ok_or(NotAFact("occurred_at"))?,
            operator: operator.ok_or(NotAFact("operator"))?.try_into()?,
            subject: subject.ok_or(NotAFact("subject"))?.into(),
            related: related.into_iter().map(Into::into).collect(),
            organisations: organisations.map_err(|_| NotAFact("organisation_ids"))?,
            changes: changes.into_iter().map(Into::into).collect(),
            traceparent,
        })
    }
}

impl From<&Operator> for pb::Operator {
    fn from(operator: &Operator) -> Self {
        let Operator { kind, id, organisation, roles, certificate_serial } = operator;
        let kind = match kind {
            OperatorKind::Account => pb::OperatorKind::Account,
            OperatorKind::ApiClient => pb::OperatorKind::ApiClient,
            OperatorKind::System => pb::OperatorKind::System,
        };
        Self {
            kind: kind.into(),
            id: id.clone(),
            organisation_id: organisation.map(|id| id.to_string()).unwrap_or_default(),
            roles: roles.clone(),
            certificate_serial: certificate_serial.clone(),
        }
    }
}

impl TryFrom<pb::Operator> for Operator {
    type Error = NotAFact;

    fn try_from(operator: pb::Operator) -> Result<Self, NotAFact> {
        let kind = match operator.kind() {
            pb::OperatorKind::Account => OperatorKind::Account,
            pb::OperatorKind::ApiClient => OperatorKind::ApiClient,
            pb::OperatorKind::System => OperatorKind::System,
            pb::OperatorKind::Unspecified => return Err(NotAFact("operator.kind")),
        };
        let pb::Operator { kind: _, id, organisation_id, roles, certificate_serial } = operator;
        let organisation = match organisation_id.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| NotAFact("operator.organisation_id"))?),
        };
        Ok(Self { kind, id, organisation, roles, certificate_serial })
    }
}

impl From<&Resource> for pb::Resource {
    fn from(resource: &Resource) -> Self {
        let Resource { kind, id, reference } = resource.clone();
        Self { kind, id, reference }
    }
}

impl From<pb::Resource> for Resource {
    fn from(resource: pb::Resource) -> Self {
        let pb::Resource { kind, id, reference } = resource;
        Self { kind, id, reference }
    }
}

impl From<&Change> for pb::Change {
    fn from(change: &Change) -> Self {
        let Change { field, before, after, withheld } = change.clone();
        Self { field, before, after, withheld }
    }
}

impl From<pb::Change> for Change {
    fn from(change: pb::Change) -> Self {
        let pb::Change { field, before, after, withheld } = change;
        Self { field, before, after, withheld }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    #[test]
    fn a_fact_survives_the_wire() {
        let organisation = OrganisationId::generate();
        let operator = Operator {
            kind: OperatorKind::Account,
            id: "a".into(),
            organisation: Some(organisation),
            roles: vec!["administrator".into()],
            certificate_serial: "0a".into(),
        };
        let at = DateTime::from_timestamp(1_795_000_000, 123_456_000).unwrap();
        let fact = Fact::new("claim.submitted", at, operator, Resource::new("claim", 1).known_as("C-1"))
            .concerning(organisation)
            .concerning(organisation)
            .touching(Resource::new("policy", 2))
            .change(Change::of("state", "draft", "submitted"))
            .change(Change::withheld("note"));
        assert_eq!(fact.organisations.len(), 1);
        assert_eq!(Fact::try_from(pb::Fact::from(&fact)), Ok(fact));
    }

    #[test]
    fn a_fact_without_an_operator_is_refused() {
        let fact = Fact::new("x.done", Utc::now(), Operator::system(), Resource::new("x", 1));
        let wire = pb::Fact { operator: None, ..pb::Fact::from(&fact) };
        assert_eq!(Fact::try_from(wire), Err(NotAFact("operator")));
    }
}
