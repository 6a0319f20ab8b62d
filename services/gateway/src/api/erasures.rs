//! Ending an organisation whose contract has ended: requested, confirmed by another person, withdrawn, attested.

use axum::{
    extract::{OriginalUri, Path},
    http::StatusCode,
    response::Response,
};
use fault::Fault;
use proto::accounts::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    answer::{Created, Refusals, Revised, created, tagged},
    input::{ApiJson, ApiQuery},
    names::{spelled, text, time},
    page::{Page, PageQuery, Paged},
    preconditions::{RequestId, RevisionSeen},
};
use crate::{actor::ApiCaller, attested, problem::Problem};

/// An erasure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Erasure {
    id: String,
    revision: i64,
    organisation_id: String,
    organisation_name: String,
    /// `requested`, `confirmed`, `done` or `cancelled`.
    #[schema(example = "requested")]
    state: String,
    /// Last day of the contract.
    contract_ended_on: String,
    instruction_reference: String,
    instruction_received_on: String,
    /// Account.
    requested_by: String,
    requested_at: Option<String>,
    /// Account that confirmed or withdrew it.
    settled_by: Option<String>,
    settled_at: Option<String>,
    /// Nothing can be read from then on.
    keys_destroyed_at: Option<String>,
    /// When the KMS had destroyed them for good.
    keys_gone_at: Option<String>,
    /// When the last backup that holds anything of it is gone.
    backups_gone_on: Option<String>,
}

/// Asks to erase an organisation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewErasure {
    organisation_id: String,
    /// Last day of the contract.
    #[schema(example = "2026-11-30")]
    contract_ended_on: String,
    /// Number or name of the written instruction; no names of people.
    #[schema(min_length = 1, max_length = 100)]
    instruction_reference: String,
    /// Not in the future.
    #[schema(example = "2026-11-20")]
    instruction_received_on: String,
}

/// Confirms an erasure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmation {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
    /// The organisation's name, typed once more.
    organisation_name: String,
}

/// Withdraws an erasure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withdrawal {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
}

/// Which form of an attestation.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct FormQuery {
    /// `json` (signed, JWS) or `pdf`.
    #[param(example = "pdf")]
    form: String,
}

impl FormQuery {
    /// The form, or a violation.
    pub(super) fn read(&self) -> Result<attested::Form, Fault> {
        let unknown = || Fault::invalid("QUERY_UNREADABLE").violation("form", "UNKNOWN_VALUE", "json or pdf");
        attested::Form::parse(&self.form).ok_or_else(unknown)
    }
}

/// Lists erasures, newest first; for the operator.
#[utoipa::path(get, path = "/erasures", tag = "erasures", params(PageQuery),
    responses((status = 200, body = Page<Erasure>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Paged<Erasure>, Problem> {
    let (limit, cursor) = page.parts()?;
    let answer = caller.ask(pb::ListErasuresRequest { limit, cursor }).await?;
    Ok(Page::new(answer.erasures, answer.next_cursor).linked(&uri))
}

/// Asks to erase an organisation; another person has to confirm it. For people, never for programs.
#[utoipa::path(post, path = "/erasures", tag = "erasures", request_body = NewErasure,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Created), Refusals))]
pub(super) async fn request(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewErasure>,
) -> Result<Response, Problem> {
    let NewErasure { organisation_id, contract_ended_on, instruction_reference, instruction_received_on } =
        new;
    let request = pb::RequestErasureRequest {
        request_id,
        organisation_id,
        contract_ended_on,
        instruction_reference,
        instruction_received_on,
    };
    let answer = caller.ask(request).await?;
    Ok(created("erasures", answer.erasure_id, answer.revision))
}

/// Shows an erasure.
#[utoipa::path(get, path = "/erasures/{erasure_id}", tag = "erasures",
    params(("erasure_id" = String, Path)), responses((status = 200, body = Erasure), Refusals))]
pub(super) async fn get(
    ApiCaller(caller): ApiCaller,
    Path(erasure_id): Path<String>,
) -> Result<Response, Problem> {
    let answer = caller.ask(pb::GetErasureRequest { erasure_id }).await?;
    let erasure = answer.erasure.ok_or_else(|| Fault::not_found("ERASURE_NOT_FOUND"))?;
    Ok(tagged(StatusCode::OK, erasure.revision, &Erasure::from(erasure)))
}

/// Confirms what another person has requested. The organisation is closed at once; there is no way back.
#[utoipa::path(post, path = "/erasures/{erasure_id}/confirm", tag = "erasures", request_body = Confirmation,
    params(("erasure_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn confirm(
    ApiCaller(caller): ApiCaller,
    Path(erasure_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(confirmation): ApiJson<Confirmation>,
) -> Result<Response, Problem> {
    let revision = seen.or(confirmation.revision)?;
    let organisation_name = confirmation.organisation_name;
    let request = pb::ConfirmErasureRequest { request_id, erasure_id, revision, organisation_name };
    let pb::ConfirmErasureResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// Withdraws an erasure that is not confirmed.
#[utoipa::path(post, path = "/erasures/{erasure_id}/cancel", tag = "erasures", request_body = Withdrawal,
    params(("erasure_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn cancel(
    ApiCaller(caller): ApiCaller,
    Path(erasure_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(withdrawal): ApiJson<Withdrawal>,
) -> Result<Response, Problem> {
    let revision = seen.or(withdrawal.revision)?;
    let answer = caller.ask(pb::CancelErasureRequest { request_id, erasure_id, revision }).await?;
    let pb::CancelErasureResponse { revision } = answer;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// The attestation of an erasure that is done, as a file.
#[utoipa::path(get, path = "/erasures/{erasure_id}/attestation", tag = "erasures",
    params(("erasure_id" = String, Path), FormQuery),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "application/jose+json"))), Refusals))]
pub(super) async fn attestation(
    ApiCaller(caller): ApiCaller,
    Path(erasure_id): Path<String>,
    ApiQuery(query): ApiQuery<FormQuery>,
) -> Result<Response, Problem> {
    let form = query.read()?;
    let request =
        pb::GetErasureAttestationRequest { erasure_id: erasure_id.clone(), form: form.of_erasure() };
    let content = caller.ask(request).await?.content;
    Ok(form.file("erasure", &erasure_id, content))
}

impl From<pb::Erasure> for Erasure {
    fn from(erasure: pb::Erasure) -> Self {
        Self {
            id: erasure.id,
            revision: erasure.revision,
            organisation_id: erasure.organisation_id,
            organisation_name: erasure.organisation_name,
            state: spelled!(erasure.state, pb::ErasureState, "ERASURE_STATE_"),
            contract_ended_on: erasure.contract_ended_on,
            instruction_reference: erasure.instruction_reference,
            instruction_received_on: erasure.instruction_received_on,
            requested_by: erasure.requested_by,
            requested_at: time(erasure.requested_at),
            settled_by: text(erasure.settled_by),
            settled_at: time(erasure.settled_at),
            keys_destroyed_at: time(erasure.keys_destroyed_at),
            keys_gone_at: time(erasure.keys_gone_at),
            backups_gone_on: text(erasure.backups_gone_on),
        }
    }
}
