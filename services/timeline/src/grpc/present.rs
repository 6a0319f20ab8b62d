//! Domain values to messages.

use ids::OrganisationId;
use proto::{feed::v1 as feed, timeline::v1 as pb, timestamp};

use crate::domain::{
    entry::{Change, Entry, Happening, Operator, OperatorKind, Resource},
    problem::Problem,
};

/// An entry.
pub(super) fn entry(entry: Entry) -> pb::Entry {
    let Entry { id, sequence, organisation, happening } = entry;
    let Happening { fact, kind, occurred_at, operator: by, subject, related, changes } = happening;
    pb::Entry {
        id: id.to_string(),
        sequence,
        organisation_id: organisation.to_string(),
        fact_id: fact.to_string(),
        kind,
        occurred_at: Some(timestamp(occurred_at)),
        operator: Some(operator(by)),
        subject: Some(resource(subject)),
        related: related.into_iter().map(resource).collect(),
        changes: changes.into_iter().map(change).collect(),
    }
}

/// What a support code stands for.
pub(super) fn problem(problem: Problem) -> pb::Problem {
    let Problem { code, trace, page, reason, status, build, occurred_at } = problem;
    pb::Problem {
        support_code: code.as_str().to_owned(),
        trace_id: trace,
        page,
        reason,
        status: i32::from(status),
        build,
        occurred_at: Some(timestamp(occurred_at)),
    }
}

fn operator(operator: Operator) -> feed::Operator {
    let kind = match operator.kind {
        OperatorKind::Account => feed::OperatorKind::Account,
        OperatorKind::ApiClient => feed::OperatorKind::ApiClient,
        OperatorKind::System => feed::OperatorKind::System,
    };
    feed::Operator {
        kind: kind.into(),
        id: operator.id.unwrap_or_default(),
        organisation_id: operator.organisation.as_ref().map(OrganisationId::to_string).unwrap_or_default(),
        roles: operator.roles,
        certificate_serial: operator.certificate_serial.unwrap_or_default(),
    }
}

fn resource(resource: Resource) -> feed::Resource {
    let Resource { kind, id, reference } = resource;
    feed::Resource { kind, id, reference }
}

fn change(change: Change) -> feed::Change {
    let Change { field, before, after, withheld } = change;
    feed::Change { field, before, after, withheld }
}
