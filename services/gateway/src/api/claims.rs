//! Claims: list, show, start a draft, say what was treated.

use axum::{
    extract::{OriginalUri, Path},
    http::StatusCode,
    response::Response,
};
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    answer::{Created, Refusals, created, tagged},
    claim_view::{Claim, ClaimSummary},
    input::{ApiJson, ApiQuery},
    names::read,
    page::{Page, Paged, page_parts, searching},
    preconditions::{AnyRequestId, IfMatch, RequestId},
    treatment_view::Treatment,
};
use crate::{
    actor::ApiCaller,
    problem::{Problem, within},
};

/// Which claims.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ClaimsQuery {
    /// `draft`, `submitted`, `returned`, `approved`, `denied` or `withdrawn`.
    status: Option<String>,
    /// Only with this label.
    label: Option<String>,
    /// Only with this 傷病コード; for insurers.
    #[param(example = "09-001")]
    diagnosis_code: Option<String>,
    /// Only what this finds: the beginning of a name of the pet or the policyholder (kanji or kana, in any spelling), a policy
    /// number or its last four, a receipt number; for insurers also a telephone number or its last four. At most five words,
    /// which must all match. A page may then have fewer items than `limit`, even none, and still a `next_cursor`.
    #[param(min_length = 1, max_length = 64)]
    q: Option<String>,
    /// At most this many, 1–100; 50 unless said.
    limit: Option<i32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Asks for a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClaim {
    /// 証券番号.
    policy_number: String,
    /// Insurer of the policy.
    insurer_id: String,
}

/// Why support opens a claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Inspection {
    #[schema(min_length = 5, max_length = 200)]
    reason: String,
}

/// The draft says so.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Treated {
    /// The claim's new revision.
    revision: i64,
    /// 合計（税込）.
    total_yen: i64,
}

/// Lists claims, newest first.
#[utoipa::path(get, path = "/claims", tag = "claims", params(ClaimsQuery),
    responses((status = 200, body = Page<ClaimSummary>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(query): ApiQuery<ClaimsQuery>,
) -> Result<Paged<ClaimSummary>, Problem> {
    let (limit, cursor) = page_parts(query.limit, query.cursor)?;
    let status =
        query.status.as_deref().map(|status| read!(status, pb::ClaimStatus, "CLAIM_STATUS_", "status"));
    let status = status.transpose()?.unwrap_or_default();
    let label_id = query.label.unwrap_or_default();
    let diagnosis_code = query.diagnosis_code.unwrap_or_default();
    let request = pb::ListClaimsRequest { status, label_id, limit, cursor, search: query.q, diagnosis_code };
    let answer = caller.ask(request).await.map_err(searching)?;
    Ok(Page::new(answer.claims, answer.next_cursor).linked(&uri))
}

/// Starts a draft for a policy.
#[utoipa::path(post, path = "/claims", tag = "claims", request_body = NewClaim,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Created), Refusals))]
pub(super) async fn start(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewClaim>,
) -> Result<Response, Problem> {
    let NewClaim { policy_number, insurer_id } = new;
    let answer = caller.ask(pb::StartDraftRequest { request_id, policy_number, insurer_id }).await?;
    Ok(created("claims", answer.claim_id, answer.revision))
}

/// Shows a claim.
#[utoipa::path(get, path = "/claims/{claim_id}", tag = "claims", params(("claim_id" = String, Path)),
    responses((status = 200, body = Claim), Refusals))]
pub(super) async fn get(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
) -> Result<Response, Problem> {
    let claim = Claim::try_from(caller.ask(pb::GetClaimRequest { claim_id }).await?.claim)?;
    Ok(tagged(StatusCode::OK, claim.revision, &claim))
}

/// Shows a claim of another organisation to the operator's support. That it was opened, by whom and why, stands on the timelines
/// of those it concerns.
#[utoipa::path(post, path = "/claims/{claim_id}/inspect", tag = "claims", request_body = Inspection,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Claim), Refusals))]
pub(super) async fn inspect(
    ApiCaller(caller): ApiCaller,
    RequestId(_): RequestId,
    Path(claim_id): Path<String>,
    ApiJson(Inspection { reason }): ApiJson<Inspection>,
) -> Result<Response, Problem> {
    let claim = Claim::try_from(caller.ask(pb::InspectClaimRequest { claim_id, reason }).await?.claim)?;
    Ok(tagged(StatusCode::OK, claim.revision, &claim))
}

/// Replaces what a draft says about the treatment.
#[utoipa::path(put, path = "/claims/{claim_id}/treatment", tag = "claims", request_body = Treatment,
    params(("claim_id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Treated), Refusals))]
pub(super) async fn describe_treatment(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    IfMatch(revision): IfMatch,
    AnyRequestId(request_id): AnyRequestId,
    ApiJson(treatment): ApiJson<Treatment>,
) -> Result<Response, Problem> {
    let treatment = Some(treatment.try_into()?);
    let request = pb::DescribeTreatmentRequest { request_id, claim_id, revision, treatment };
    let answer = caller.ask(request).await.map_err(|fault| within("treatment", fault))?;
    let treated = Treated { revision: answer.revision, total_yen: answer.total_yen };
    Ok(tagged(StatusCode::OK, treated.revision, &treated))
}
