//! Client certificates: issued from a request, listed, shown, revoked.

use axum::{
    extract::{OriginalUri, Path},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use fault::Fault;
use proto::accounts::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Refusals, Revised, tagged},
    input::{ApiJson, ApiQuery},
    names::{spelled, text, time},
    page::{Page, PageQuery, Paged},
    preconditions::{RequestId, RevisionSeen},
};
use crate::{
    actor::ApiCaller,
    problem::{Problem, within},
};

/// A client certificate.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Certificate {
    id: String,
    revision: i64,
    organisation_id: String,
    label: String,
    serial: String,
    fingerprint: String,
    #[schema(example = "active")]
    state: String,
    not_before_at: Option<String>,
    not_after_at: Option<String>,
    /// Certificate and issuer, PEM; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_pem: Option<String>,
}

/// A device and its certificate signing request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDevice {
    /// Name of the device, such as 受付PC-1.
    label: String,
    /// PKCS#10, PEM; the private key never leaves the device.
    csr_pem: String,
}

/// The certificate exists.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Issued {
    id: String,
    serial: String,
}

/// Revokes a certificate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    /// The revision seen; or `If-Match`.
    revision: Option<i64>,
}

/// Lists the organisation's certificates, newest first.
#[utoipa::path(get, path = "/certificates", tag = "certificates", params(PageQuery),
    responses((status = 200, body = Page<Certificate>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Paged<Certificate>, Problem> {
    let (limit, cursor) = page.parts()?;
    let answer = caller.ask(pb::ListCertificatesRequest { limit, cursor }).await?;
    Ok(Page::new(answer.certificates, answer.next_cursor).linked(&uri))
}

/// Issues a certificate for a device.
#[utoipa::path(post, path = "/certificates", tag = "certificates", request_body = NewDevice,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Issued), Refusals))]
pub(super) async fn issue(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(device): ApiJson<NewDevice>,
) -> Result<Response, Problem> {
    let request = pb::IssueCertificateRequest { request_id, device: Some(device.into()) };
    let answer = caller.ask(request).await.map_err(|fault| within("device", fault))?;
    let location = HeaderValue::from_str(&format!("{}/certificates/{}", super::ROOT, answer.certificate_id));
    let issued = Issued { id: answer.certificate_id, serial: answer.serial };
    let mut response = (StatusCode::CREATED, axum::Json(issued)).into_response();
    if let Ok(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Shows a certificate with its PEM.
#[utoipa::path(get, path = "/certificates/{certificate_id}", tag = "certificates",
    params(("certificate_id" = String, Path)), responses((status = 200, body = Certificate), Refusals))]
pub(super) async fn get(
    ApiCaller(caller): ApiCaller,
    Path(certificate_id): Path<String>,
) -> Result<Response, Problem> {
    let answer = caller.ask(pb::GetCertificateRequest { certificate_id }).await?;
    let certificate = answer.certificate.ok_or_else(|| Fault::internal("CERTIFICATE_MISSING"))?;
    Ok(tagged(StatusCode::OK, certificate.revision, &Certificate::from(certificate)))
}

/// Revokes a certificate for good.
#[utoipa::path(post, path = "/certificates/{certificate_id}/revoke", tag = "certificates", request_body = Revocation,
    params(("certificate_id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Revised), Refusals))]
pub(super) async fn revoke(
    ApiCaller(caller): ApiCaller,
    Path(certificate_id): Path<String>,
    RequestId(request_id): RequestId,
    seen: RevisionSeen,
    ApiJson(revocation): ApiJson<Revocation>,
) -> Result<Response, Problem> {
    let revision = seen.or(revocation.revision)?;
    let answer = caller.ask(pb::RevokeCertificateRequest { request_id, certificate_id, revision }).await?;
    Ok(tagged(StatusCode::OK, answer.revision, &Revised { revision: answer.revision }))
}

impl From<NewDevice> for pb::NewDevice {
    fn from(NewDevice { label, csr_pem }: NewDevice) -> Self {
        Self { label, csr_pem }
    }
}

impl From<pb::Certificate> for Certificate {
    fn from(certificate: pb::Certificate) -> Self {
        Self {
            id: certificate.id,
            revision: certificate.revision,
            organisation_id: certificate.organisation_id,
            label: certificate.label,
            serial: certificate.serial,
            fingerprint: certificate.fingerprint,
            state: spelled!(certificate.state, pb::CertificateState, "CERTIFICATE_STATE_"),
            not_before_at: time(certificate.not_before),
            not_after_at: time(certificate.not_after),
            chain_pem: text(certificate.chain_pem),
        }
    }
}
