//! The timeline: who did what when, on the own organisation's and, for support with a reason, on another's.

use axum::{Json, extract::OriginalUri};
use fault::Fault;
use proto::{feed::v1 as feed, timeline::v1 as pb};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    answer::Refusals,
    input::{ApiJson, ApiQuery},
    names::{bound, spelled, text, time},
    page::{Page, Paged, page_parts},
    preconditions::RequestId,
};
use crate::{actor::ApiCaller, problem::Problem};

/// An entry: one fact as one organisation sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Entry {
    id: String,
    /// Entries never change: always 1.
    revision: i64,
    /// Number in the organisation's timeline, from 1.
    sequence: i64,
    organisation_id: String,
    fact_id: String,
    #[schema(example = "claim.submitted")]
    kind: String,
    occurred_at: Option<String>,
    operator: Option<Operator>,
    subject: Option<Resource>,
    related: Vec<Resource>,
    changes: Vec<Change>,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Operator {
    #[schema(example = "account")]
    kind: String,
    id: Option<String>,
    organisation_id: Option<String>,
    roles: Vec<String>,
    certificate_serial: Option<String>,
}

/// A thing in some service.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Resource {
    kind: String,
    id: String,
    reference: Option<String>,
}

/// One field that changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Change {
    field: String,
    before: Option<String>,
    after: Option<String>,
    /// True when the values are personal and withheld.
    withheld: bool,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EntriesQuery {
    /// Such as `claim.submitted`.
    kind: Option<String>,
    /// Only by this operator.
    operator: Option<String>,
    /// Only about this thing.
    subject: Option<String>,
    /// From this time on, RFC 3339 or a date.
    from: Option<String>,
    /// Before this time, RFC 3339 or a date.
    until: Option<String>,
    /// At most this many, 1–100; 50 unless said.
    limit: Option<i32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Asks for another organisation's entries; the reading and its reason are recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInspection {
    organisation_id: String,
    /// Why, 5–200 characters; that organisation sees it.
    reason: String,
    kind: Option<String>,
    operator: Option<String>,
    subject: Option<String>,
    from: Option<String>,
    until: Option<String>,
    limit: Option<i32>,
    cursor: Option<String>,
}

/// Lists the organisation's entries, newest first.
#[utoipa::path(get, path = "/timeline", tag = "timeline", params(EntriesQuery),
    responses((status = 200, body = Page<Entry>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(query): ApiQuery<EntriesQuery>,
) -> Result<Paged<Entry>, Problem> {
    let (limit, cursor) = page_parts(query.limit, query.cursor)?;
    let things = [query.kind, query.operator, query.subject];
    let filter = Some(filter(things, query.from.as_deref(), query.until.as_deref())?);
    let answer = caller.ask(pb::ListEntriesRequest { filter, limit, cursor }).await?;
    Ok(Page::new(answer.entries, answer.next_cursor).linked(&uri))
}

/// Reads another organisation's timeline, for support.
#[utoipa::path(post, path = "/timeline/inspections", tag = "timeline", request_body = NewInspection,
    params(("Idempotency-Key" = String, Header)), responses((status = 200, body = Page<Entry>), Refusals))]
pub(super) async fn inspect(
    ApiCaller(caller): ApiCaller,
    RequestId(_): RequestId,
    ApiJson(new): ApiJson<NewInspection>,
) -> Result<Json<Page<Entry>>, Problem> {
    let (limit, cursor) = page_parts(new.limit, new.cursor)?;
    let things = [new.kind, new.operator, new.subject];
    let filter = Some(filter(things, new.from.as_deref(), new.until.as_deref())?);
    let NewInspection { organisation_id, reason, .. } = new;
    let answer =
        caller.ask(pb::InspectEntriesRequest { organisation_id, reason, filter, limit, cursor }).await?;
    Ok(Json(Page::new(answer.entries, answer.next_cursor)))
}

fn filter(
    [kind, operator, subject]: [Option<String>; 3],
    from: Option<&str>,
    until: Option<&str>,
) -> Result<pb::EntryFilter, Fault> {
    Ok(pb::EntryFilter {
        kind: kind.unwrap_or_default(),
        operator_id: operator.unwrap_or_default(),
        subject_id: subject.unwrap_or_default(),
        from: bound(from, "from")?,
        until: bound(until, "until")?,
    })
}

impl From<pb::Entry> for Entry {
    fn from(entry: pb::Entry) -> Self {
        Self {
            id: entry.id,
            revision: 1,
            sequence: entry.sequence,
            organisation_id: entry.organisation_id,
            fact_id: entry.fact_id,
            kind: entry.kind,
            occurred_at: time(entry.occurred_at),
            operator: entry.operator.map(Into::into),
            subject: entry.subject.map(Into::into),
            related: entry.related.into_iter().map(Into::into).collect(),
            changes: entry.changes.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<feed::Operator> for Operator {
    fn from(operator: feed::Operator) -> Self {
        Self {
            kind: spelled!(operator.kind, feed::OperatorKind, "OPERATOR_KIND_"),
            id: text(operator.id),
            organisation_id: text(operator.organisation_id),
            roles: operator.roles,
            certificate_serial: text(operator.certificate_serial),
        }
    }
}

impl From<feed::Resource> for Resource {
    fn from(feed::Resource { kind, id, reference }: feed::Resource) -> Self {
        Self { kind, id, reference: text(reference) }
    }
}

impl From<feed::Change> for Change {
    fn from(feed::Change { field, before, after, withheld }: feed::Change) -> Self {
        Self { field, before: text(before), after: text(after), withheld }
    }
}
