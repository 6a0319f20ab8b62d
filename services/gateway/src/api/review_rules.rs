//! The rules by which an insurer's claims are checked, and approved without a person.

use axum::{http::StatusCode, response::Response};
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Refusals, Revised, tagged},
    input::ApiJson,
    preconditions::{RequestId, RevisionSeen},
};
use crate::{actor::ApiCaller, problem::Problem};

/// The rules; revision 0 where there are none, and people decide everything.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewRules {
    revision: i64,
    /// The most that is paid without a person; null when a person decides everything that is checked.
    approves_up_to_yen: Option<i64>,
    /// Of a hundred claims that would pass, so many are given to a person all the same.
    sample_pct: i32,
}

/// Sets the rules.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReviewRules {
    /// The revision seen, 0 where there are none; or `If-Match`.
    revision: Option<i64>,
    /// 1–100,000,000; null when a person decides everything.
    approves_up_to_yen: Option<i64>,
    /// 0–100.
    sample_pct: i32,
}

/// Shows the rules.
#[utoipa::path(get, path = "/review-rules", tag = "review-rules",
    responses((status = 200, body = ReviewRules), Refusals))]
pub(super) async fn get(ApiCaller(caller): ApiCaller) -> Result<Response, Problem> {
    let rules = caller.ask(pb::GetReviewRulesRequest {}).await?.rules.unwrap_or_default();
    let pb::ReviewRules { revision, approves_up_to_yen, sample_pct } = rules;
    Ok(tagged(StatusCode::OK, revision, &ReviewRules { revision, approves_up_to_yen, sample_pct }))
}

/// Sets the rules. What waits is checked by them too.
#[utoipa::path(put, path = "/review-rules", tag = "review-rules", request_body = NewReviewRules,
    params(("Idempotency-Key" = String, Header)), responses((status = 200, body = Revised), Refusals))]
pub(super) async fn set(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(rules): ApiJson<NewReviewRules>,
) -> Result<Response, Problem> {
    let NewReviewRules { revision, approves_up_to_yen, sample_pct } = rules;
    let revision = seen.or(revision)?;
    let request = pb::SetReviewRulesRequest { request_id, revision, approves_up_to_yen, sample_pct };
    let pb::SetReviewRulesResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}
