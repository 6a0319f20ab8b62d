//! Labels: the vocabulary, and what carries them.

use axum::{
    Json,
    extract::{OriginalUri, Path},
    http::StatusCode,
    response::Response,
};
use proto::labels::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Changed, Created, Refusals, created},
    input::{ApiJson, ApiQuery},
    names::{read, spelled},
    page::{Page, PageQuery, Paged},
    preconditions::{AnyRequestId, RequestId},
};
use crate::{actor::ApiCaller, problem::Problem};

/// A label.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Label {
    id: String,
    revision: i64,
    name: String,
    #[schema(example = "green")]
    colour: String,
    description: String,
}

/// Asks for a label.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLabel {
    /// 1–30 characters, unique in the organisation.
    name: String,
    /// `red`, `orange`, `yellow`, `green`, `cyan`, `blue`, `purple` or `grey`.
    colour: String,
    /// At most 200 characters.
    #[serde(default)]
    description: String,
}

/// Lists labels, oldest first.
#[utoipa::path(get, path = "/labels", tag = "labels", params(PageQuery),
    responses((status = 200, body = Page<Label>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Paged<Label>, Problem> {
    let (limit, cursor) = page.parts()?;
    let answer = caller.ask(pb::ListLabelsRequest { limit, cursor }).await?;
    Ok(Page::new(answer.labels, answer.next_cursor).linked(&uri))
}

/// Makes a label.
#[utoipa::path(post, path = "/labels", tag = "labels", request_body = NewLabel,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Created), Refusals))]
pub(super) async fn create(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(NewLabel { name, colour, description }): ApiJson<NewLabel>,
) -> Result<Response, Problem> {
    let colour = read!(&colour, pb::Colour, "COLOUR_", "colour")?;
    let answer = caller.ask(pb::CreateLabelRequest { request_id, name, colour, description }).await?;
    Ok(created("labels", answer.label_id, answer.revision))
}

/// Puts a label on a claim; again is no change.
#[utoipa::path(put, path = "/claims/{claim_id}/labels/{label_id}", tag = "labels",
    params(("claim_id" = String, Path), ("label_id" = String, Path)),
    responses((status = 200, body = Changed), Refusals))]
pub(super) async fn attach(
    ApiCaller(caller): ApiCaller,
    Path((claim_id, label_id)): Path<(String, String)>,
    AnyRequestId(request_id): AnyRequestId,
) -> Result<Json<Changed>, Problem> {
    let target = Some(pb::Target { kind: "claim".to_owned(), id: claim_id });
    let answer = caller.ask(pb::AttachLabelRequest { request_id, label_id, target }).await?;
    Ok(Json(Changed { changed: answer.changed }))
}

/// Takes a label off a claim; again is no change.
#[utoipa::path(delete, path = "/claims/{claim_id}/labels/{label_id}", tag = "labels",
    params(("claim_id" = String, Path), ("label_id" = String, Path)), responses((status = 204), Refusals))]
pub(super) async fn detach(
    ApiCaller(caller): ApiCaller,
    Path((claim_id, label_id)): Path<(String, String)>,
    AnyRequestId(request_id): AnyRequestId,
) -> Result<StatusCode, Problem> {
    let target = Some(pb::Target { kind: "claim".to_owned(), id: claim_id });
    caller.ask(pb::DetachLabelRequest { request_id, label_id, target }).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<pb::Label> for Label {
    fn from(label: pb::Label) -> Self {
        Self {
            id: label.id,
            revision: label.revision,
            name: label.name,
            colour: spelled!(label.colour, pb::Colour, "COLOUR_"),
            description: label.description,
        }
    }
}
