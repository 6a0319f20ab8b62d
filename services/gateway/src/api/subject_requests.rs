//! Data subjects' requests (開示等の請求): recorded, the identity checked, carried out or refused, the use resumed, what is handed
//! over. For people of insurers; claims refuses programs.

use axum::{
    extract::{OriginalUri, Path},
    http::StatusCode,
    response::Response,
};
use fault::Fault;
use proto::claims::v1 as pb;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    answer::{Refusals, Revised, at_address, tagged},
    erasures::FormQuery,
    input::{ApiJson, ApiQuery},
    names::{moment, read},
    page::{Page, Paged, page_parts},
    preconditions::{RequestId, RevisionSeen},
    subject_request_view::{Correction, Received, SubjectRequest},
};
use crate::{actor::ApiCaller, problem::Problem, subject_file::SubjectFile};

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SubjectRequestsQuery {
    /// Only those that are neither carried out nor refused.
    #[serde(default)]
    open: bool,
    /// At most this many, 1–100; 50 unless said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i32>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What a policyholder asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSubjectRequest {
    /// `disclosure`, `correction`, `stop` or `deletion`.
    #[schema(example = "disclosure")]
    kind: String,
    /// 証券番号.
    policy_number: String,
    /// When the person asked: not in the future, at most 90 days ago. The 72 hours run from then.
    #[schema(format = DateTime, example = "2026-11-22T10:30:00+09:00")]
    asked_at: String,
    /// What is to be right; only with `correction`, and then at least one of it.
    #[serde(default)]
    correction: Option<Correction>,
}

/// How the identity was checked, and what the person states, which is compared with what is kept and not kept itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityCheck {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
    /// `photo_document`, `two_documents` or `call_back`.
    #[schema(example = "photo_document")]
    proof: String,
    /// Name in kana.
    stated_kana: String,
    /// Telephone number or mail address that the insurer knows.
    #[serde(default)]
    stated_contact: String,
}

impl IdentityCheck {
    fn read(self) -> Result<pb::IdentityCheck, Fault> {
        let Self { revision: _, proof, stated_kana, stated_contact } = self;
        let proof = read!(&proof, pb::IdentityProof, "IDENTITY_PROOF_", "proof")?;
        Ok(pb::IdentityCheck { proof, stated_kana, stated_contact })
    }
}

/// Refuses a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectRefusal {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
    /// One of the request's `possible_grounds`: `not_identified`, `not_kept`, `harm`, `hindrance`, `law`, `no_cause` or `substitute`.
    #[schema(example = "not_kept")]
    ground: String,
}

/// The request as the caller has seen it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectRequestSeen {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
}

/// Lists the requests to the insurer, newest first; names nobody.
#[utoipa::path(get, path = "/subject-requests", tag = "subject_requests", params(SubjectRequestsQuery),
    responses((status = 200, body = Page<SubjectRequest>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(query): ApiQuery<SubjectRequestsQuery>,
) -> Result<Paged<SubjectRequest>, Problem> {
    let (limit, cursor) = page_parts(query.limit, query.cursor)?;
    let answer = caller.ask(pb::ListSubjectRequestsRequest { limit, cursor, open: query.open }).await?;
    Ok(Page::new(answer.subject_requests, answer.next_cursor).linked(&uri))
}

/// Records what a policyholder asks for.
#[utoipa::path(post, path = "/subject-requests", tag = "subject_requests", request_body = NewSubjectRequest,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Received), Refusals))]
pub(super) async fn receive(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewSubjectRequest>,
) -> Result<Response, Problem> {
    let request = pb::ReceiveSubjectRequestRequest {
        request_id,
        kind: read!(&new.kind, pb::SubjectRequestKind, "SUBJECT_REQUEST_KIND_", "kind")?,
        policy_number: new.policy_number,
        asked_at: Some(moment(&new.asked_at, "asked_at")?),
        correction: new.correction.map(Into::into),
    };
    let answer = caller.ask(request).await?;
    let received = Received::from(answer);
    let made = tagged(StatusCode::CREATED, received.revision, &received);
    Ok(at_address("subject-requests", &received.id, made))
}

/// Shows a request with what is opened of it.
#[utoipa::path(get, path = "/subject-requests/{subject_request_id}", tag = "subject_requests",
    params(("subject_request_id" = String, Path)), responses((status = 200, body = SubjectRequest), Refusals))]
pub(super) async fn get(
    ApiCaller(caller): ApiCaller,
    Path(subject_request_id): Path<String>,
) -> Result<Response, Problem> {
    let answer = caller.ask(pb::GetSubjectRequestRequest { subject_request_id }).await?;
    let request = answer.subject_request.ok_or_else(|| Fault::not_found("SUBJECT_REQUEST_NOT_FOUND"))?;
    let (revision, request) = (request.revision, SubjectRequest::from(request).with(answer.details));
    Ok(tagged(StatusCode::OK, revision, &request))
}

/// Records that the person is the policyholder.
#[utoipa::path(post, path = "/subject-requests/{subject_request_id}/identify", tag = "subject_requests",
    request_body = IdentityCheck, params(("subject_request_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn identify(
    ApiCaller(caller): ApiCaller,
    Path(subject_request_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(check): ApiJson<IdentityCheck>,
) -> Result<Response, Problem> {
    let request = pb::IdentifySubjectRequest {
        request_id,
        subject_request_id,
        revision: seen.or(check.revision)?,
        check: Some(check.read()?),
    };
    let pb::IdentifySubjectResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// Does what was asked for, and attests it. A deletion takes another person than the one who checked the identity; there is no way
/// back from it.
#[utoipa::path(post, path = "/subject-requests/{subject_request_id}/carry-out", tag = "subject_requests",
    request_body = SubjectRequestSeen,
    params(("subject_request_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn carry_out(
    ApiCaller(caller): ApiCaller,
    Path(subject_request_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(body): ApiJson<SubjectRequestSeen>,
) -> Result<Response, Problem> {
    let revision = seen.or(body.revision)?;
    let request = pb::CarryOutSubjectRequestRequest { request_id, subject_request_id, revision };
    let pb::CarryOutSubjectRequestResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// Refuses a request on a ground of the law, and attests that.
#[utoipa::path(post, path = "/subject-requests/{subject_request_id}/refuse", tag = "subject_requests",
    request_body = SubjectRefusal, params(("subject_request_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn refuse(
    ApiCaller(caller): ApiCaller,
    Path(subject_request_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(refusal): ApiJson<SubjectRefusal>,
) -> Result<Response, Problem> {
    let request = pb::RefuseSubjectRequestRequest {
        request_id,
        subject_request_id,
        revision: seen.or(refusal.revision)?,
        ground: read!(&refusal.ground, pb::RefusalGround, "REFUSAL_GROUND_", "ground")?,
    };
    let pb::RefuseSubjectRequestResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// Uses again what a request has stopped, because the policyholder has asked for that.
#[utoipa::path(post, path = "/subject-requests/{subject_request_id}/resume", tag = "subject_requests",
    request_body = IdentityCheck,
    params(("subject_request_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn resume(
    ApiCaller(caller): ApiCaller,
    Path(subject_request_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(check): ApiJson<IdentityCheck>,
) -> Result<Response, Problem> {
    let request = pb::ResumeUseRequest {
        request_id,
        subject_request_id,
        revision: seen.or(check.revision)?,
        check: Some(check.read()?),
    };
    let pb::ResumeUseResponse { revision } = caller.ask(request).await?;
    Ok(tagged(StatusCode::OK, revision, &Revised { revision }))
}

/// A file for the policyholder: `attestation` (its JSON is signed, JWS) or `disclosure`, whose fetching is recorded.
#[utoipa::path(get, path = "/subject-requests/{subject_request_id}/files/{file}", tag = "subject_requests",
    params(("subject_request_id" = String, Path), ("file" = String, Path), FormQuery),
    responses((status = 200, content((Vec<u8> = "application/pdf"), (Vec<u8> = "application/jose+json"),
        (Vec<u8> = "application/json"))), Refusals))]
pub(super) async fn file(
    ApiCaller(caller): ApiCaller,
    Path((subject_request_id, file)): Path<(String, String)>,
    ApiQuery(query): ApiQuery<FormQuery>,
) -> Result<Response, Problem> {
    let file = SubjectFile::parse(&file).ok_or_else(|| Fault::not_found("ROUTE_NOT_FOUND"))?;
    let form = query.read()?;
    let content = caller.ask(file.of(form, subject_request_id.clone())).await?.content;
    Ok(file.file(form, &subject_request_id, content))
}
