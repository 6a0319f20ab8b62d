//! What becomes of a claim: estimated, submitted, returned, withdrawn, approved, denied.

use axum::{Json, extract::Path, http::StatusCode, response::Response};
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Refusals, Revised, tagged},
    claim_view::{Assessment, ReturnPoint},
    input::ApiJson,
    names::{read, spelled},
    preconditions::{RequestId, RevisionSeen},
    treatment_view::Treatment,
};
use crate::{actor::ApiCaller, problem::Problem};

/// What to compute for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEstimate {
    /// Null for the draft's own.
    treatment: Option<Treatment>,
}

/// Submits a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Submission {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
    /// The documents that belong to it.
    #[serde(default)]
    document_ids: Vec<String>,
    /// Version of the consent text that the policyholder agreed to.
    #[serde(default)]
    consent_version: String,
    /// How: `signed`, `on_screen` or `spoken`.
    #[schema(example = "signed")]
    consent_means: Option<String>,
}

/// The claim is with the insurer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Submitted {
    receipt_number: String,
    revision: i64,
    total_yen: i64,
}

/// Approves a claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Approval {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
}

/// The claim is approved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Approved {
    revision: i64,
    benefit_yen: i64,
    /// `approved`, `partially_approved` or `absorbed`.
    status: String,
}

/// Returns a claim to its clinic.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenBack {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
    /// What clinic and policyholder are to know.
    #[schema(min_length = 1, max_length = 500)]
    message: String,
    /// What to mend, each at its place; at most 20.
    #[serde(default)]
    points: Vec<ReturnPoint>,
    /// Until when.
    #[schema(format = Date)]
    due_on: Option<String>,
}

/// Withdraws a claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
}

/// Denies a claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Denial {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
    /// Why: a code of the catalogue with `denies`, such as `waiting`.
    reason_code: String,
    /// Explanation for clinic and policyholder.
    explanation: String,
}

/// Computes what a draft would pay now; promises nothing.
#[utoipa::path(post, path = "/claims/{claim_id}/estimate", tag = "claims", request_body = NewEstimate,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Assessment), Refusals))]
pub(super) async fn estimate(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(_): RequestId,
    ApiJson(new): ApiJson<NewEstimate>,
) -> Result<Json<Assessment>, Problem> {
    let treatment = new.treatment.map(pb::Treatment::try_from).transpose()?;
    let answer = caller.ask(pb::EstimateClaimRequest { claim_id, treatment }).await?;
    Ok(Json(answer.assessment.unwrap_or_default().into()))
}

/// Submits a draft to its insurer.
#[utoipa::path(post, path = "/claims/{claim_id}/submit", tag = "claims", request_body = Submission,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Submitted), Refusals))]
pub(super) async fn submit(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(submission): ApiJson<Submission>,
) -> Result<Response, Problem> {
    let revision = seen.or(submission.revision)?;
    let Submission { document_ids, consent_version, consent_means, .. } = submission;
    let means = consent_means.as_deref();
    let means = means.map(|means| read!(means, pb::ConsentMeans, "CONSENT_MEANS_", "consent_means"));
    let consent_means = means.transpose()?.unwrap_or_default();
    let request = pb::SubmitClaimRequest {
        request_id,
        claim_id,
        revision,
        document_ids,
        consent_version,
        consent_means,
    };
    let pb::SubmitClaimResponse { receipt_number, revision, total_yen } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Submitted { receipt_number, revision, total_yen }))
}

/// Approves a submitted claim for the computed benefit.
#[utoipa::path(post, path = "/claims/{claim_id}/approve", tag = "claims", request_body = Approval,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Approved), Refusals))]
pub(super) async fn approve(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(approval): ApiJson<Approval>,
) -> Result<Response, Problem> {
    let revision = seen.or(approval.revision)?;
    let answer = caller.ask(pb::ApproveClaimRequest { request_id, claim_id, revision }).await?;
    let pb::ApproveClaimResponse { revision, benefit_yen, status } = answer;
    let status = spelled!(status, pb::ClaimStatus, "CLAIM_STATUS_");
    Ok(tagged(StatusCode::OK, revision, &Approved { revision, benefit_yen, status }))
}

/// Returns a submitted claim to its clinic, which mends it and submits it again under the same receipt number.
#[utoipa::path(post, path = "/claims/{claim_id}/return", tag = "claims", request_body = GivenBack,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn give_back(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(given): ApiJson<GivenBack>,
) -> Result<Response, Problem> {
    let revision = seen.or(given.revision)?;
    let GivenBack { message, points, due_on, .. } = given;
    let point = |ReturnPoint { field, message }: ReturnPoint| pb::ReturnPoint { field, message };
    let points = points.into_iter().map(point).collect();
    let due_on = due_on.unwrap_or_default();
    let request = pb::ReturnClaimRequest { request_id, claim_id, revision, message, points, due_on };
    let pb::ReturnClaimResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// Withdraws a claim for its clinic, before it is decided.
#[utoipa::path(post, path = "/claims/{claim_id}/withdraw", tag = "claims", request_body = Withdrawal,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn withdraw(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(withdrawal): ApiJson<Withdrawal>,
) -> Result<Response, Problem> {
    let revision = seen.or(withdrawal.revision)?;
    let answer = caller.ask(pb::WithdrawClaimRequest { request_id, claim_id, revision }).await?;
    let pb::WithdrawClaimResponse { revision } = answer;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// Denies a submitted claim with a reason.
#[utoipa::path(post, path = "/claims/{claim_id}/deny", tag = "claims", request_body = Denial,
    params(("claim_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn deny(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(denial): ApiJson<Denial>,
) -> Result<Response, Problem> {
    let revision = seen.or(denial.revision)?;
    let Denial { reason_code, explanation, .. } = denial;
    let reason_code = reason_code.to_ascii_uppercase();
    let request = pb::DenyClaimRequest { request_id, claim_id, revision, reason_code, explanation };
    let pb::DenyClaimResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}
