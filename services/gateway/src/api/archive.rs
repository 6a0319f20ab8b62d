//! An organisation's archive: everything that it owns, as one file that age opens.

use ::archive::Lock;
use axum::{extract::State, response::Response};
use fault::Fault;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{answer::Refusals, input::ApiJson, preconditions::RequestId};
use crate::{Gateway, actor::ApiCaller, archive::fetch, problem::Problem};

/// Whom the archive is sealed for: exactly one of both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealing {
    /// At least 15 characters; nobody can recover it.
    #[schema(min_length = 15)]
    passphrase: Option<String>,
    /// An age public key.
    #[schema(example = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")]
    recipient: Option<String>,
}

impl Sealing {
    fn lock(&self) -> Result<Lock, Fault> {
        let refused = |field: &'static str, code: &'static str, why: ::archive::BadLock| {
            Fault::invalid("ARCHIVE_INVALID").violation(field, code, why.to_string())
        };
        match (&self.passphrase, &self.recipient) {
            (Some(text), None) => {
                Lock::passphrase(text).map_err(|why| refused("passphrase", "TOO_SHORT", why))
            }
            (None, Some(text)) => Lock::recipient(text).map_err(|why| refused("recipient", "MALFORMED", why)),
            _ => Err(Fault::invalid("ARCHIVE_INVALID").violation("passphrase", "REQUIRED", "one of both")),
        }
    }
}

/// Fetches everything that the organisation owns. For people, never for programs. A body that ends early is no archive.
#[utoipa::path(post, path = "/archive", tag = "archive", request_body = Sealing,
    params(("Idempotency-Key" = String, Header)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), Refusals))]
pub(super) async fn fetch_sealed(
    State(gateway): State<Gateway>,
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(sealing): ApiJson<Sealing>,
) -> Result<Response, Problem> {
    Ok(fetch(&gateway.desk, &caller, request_id, sealing.lock()?).await?)
}
