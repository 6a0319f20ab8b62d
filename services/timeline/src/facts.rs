//! Facts on their way in (a fact of any service becomes a happening) and out (an inspection is itself a fact).
//! Refuses nothing: what a fact may carry is its teller's promise.

use chrono::{DateTime, Utc};
use feed::Fact;
use identity::{Actor, Reason};
use ids::OrganisationId;

use crate::domain::entry::{Change, Happening, Operator, OperatorKind, Resource};

/// The fact as the timeline sees it, before anything is withheld.
#[must_use]
pub fn happening(fact: &Fact) -> Happening {
    Happening {
        fact: fact.id,
        kind: fact.kind.clone(),
        occurred_at: fact.occurred_at,
        operator: operator(&fact.operator),
        subject: resource(&fact.subject),
        related: fact.related.iter().map(resource).collect(),
        changes: fact.changes.iter().map(change).collect(),
    }
}

/// Support has looked into an organisation's timeline. It concerns that organisation, which learns of it, and the
/// reader's own, which alone may know who it was.
#[must_use]
pub fn inspected(actor: &Actor, organisation: OrganisationId, reason: &Reason, at: DateTime<Utc>) -> Fact {
    let subject = feed::Resource::new("organisation", organisation);
    Fact::new("timeline.inspected", at, feed::Operator::of(actor), subject)
        .concerning(organisation)
        .concerning(actor.organisation)
        .change(feed::Change::of("reason", "", reason.as_str()))
}

fn operator(operator: &feed::Operator) -> Operator {
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Operator {
        kind: match operator.kind {
            feed::OperatorKind::Account => OperatorKind::Account,
            feed::OperatorKind::ApiClient => OperatorKind::ApiClient,
            feed::OperatorKind::System => OperatorKind::System,
        },
        id: said(&operator.id),
        organisation: operator.organisation,
        roles: operator.roles.clone(),
        certificate_serial: said(&operator.certificate_serial),
    }
}

fn resource(resource: &feed::Resource) -> Resource {
    let feed::Resource { kind, id, reference } = resource.clone();
    Resource { kind, id, reference }
}

fn change(change: &feed::Change) -> Change {
    let feed::Change { field, before, after, withheld } = change.clone();
    Change { field, before, after, withheld }
}
