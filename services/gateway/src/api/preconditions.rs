//! `Idempotency-Key` and `If-Match`: what makes a repeat safe and a stale change impossible.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use fault::Fault;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::problem::Problem;

/// The header's name.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The request id of a POST, from its `Idempotency-Key`; required.
pub(super) struct RequestId(pub String);

/// The request id of a PUT or DELETE: from its `Idempotency-Key` if there is one.
pub(super) struct AnyRequestId(pub String);

/// The revision in `If-Match`; required.
pub(super) struct IfMatch(pub i64);

/// The revision in `If-Match`, for POSTs that may name it in the body instead.
pub(super) struct RevisionSeen(Option<i64>);

impl RevisionSeen {
    /// The revision from the header, else from the body.
    pub(super) fn or(self, body: Option<i64>) -> Result<i64, Fault> {
        let missing = || {
            Fault::invalid("REVISION_REQUIRED").violation(
                "revision",
                "REQUIRED",
                "If-Match or revision is required",
            )
        };
        self.0.or(body).ok_or_else(missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let missing = || Fault::invalid("IDEMPOTENCY_KEY_REQUIRED").into();
        request_id(&parts.headers)?.map(Self).ok_or_else(missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AnyRequestId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(request_id(&parts.headers)?.unwrap_or_else(|| Uuid::now_v7().to_string())))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(revision(&parts.headers)?.ok_or_else(|| Fault::invalid("IF_MATCH_REQUIRED"))?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RevisionSeen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(revision(&parts.headers)?))
    }
}

/// A UUID is used as it is; any other key becomes one. The service keeps callers apart.
fn request_id(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let refused = || Fault::invalid("IDEMPOTENCY_KEY_REQUIRED");
    let mut keys = headers.get_all(&IDEMPOTENCY_KEY).iter();
    let Some(key) = keys.next() else { return Ok(None) };
    let key = key.to_str().map_err(|_| refused())?.trim();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let is_plausible = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plausible || keys.next().is_some() {
        return Err(refused());
    }
    Ok(Some(Uuid::try_parse(key).unwrap_or_else(|_| derived(key)).to_string()))
}

fn derived(key: &str) -> Uuid {
    let digest: [u8; 32] =
        Sha256::new().chain_update("nekonote idempotency key v1\0").chain_update(key).finalize().into();
    let (id, _) = digest.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    uuid::Builder::from_random_bytes(*id).into_uuid()
}

/// Strong comparison (RFC 9110 §13.1.1): a weak or foreign tag matches nothing.
fn revision(headers: &HeaderMap) -> Result<Option<i64>, Fault> {
    let mut tags = headers.get_all(header::IF_MATCH).iter();
    let Some(tag) = tags.next() else { return Ok(None) };
    let tag = tag.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    match (tag, tags.next()) {
        (Some(revision), None) => Ok(Some(revision)),
        _ => Err(Fault::conflict("REVISION_STALE")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Result<Option<String>, Fault> {
        request_id(&HeaderMap::from_iter([(IDEMPOTENCY_KEY, key.parse().unwrap())]))
    }

    fn tag(tag: &str) -> Result<Option<i64>, Fault> {
        revision(&HeaderMap::from_iter([(header::IF_MATCH, tag.parse().unwrap())]))
    }

    #[test]
    fn a_uuid_is_the_request_id_itself() {
        let id = "0199d3a0-0000-7000-8000-000000000001";
        assert_eq!(key(id).unwrap().as_deref(), Some(id));
        assert_eq!(key(&format!("\"{id}\"")).unwrap().as_deref(), Some(id));
    }

    #[test]
    fn any_key_has_always_the_same_request_id() {
        assert_eq!(key("order-17").unwrap(), key("order-17").unwrap());
        assert_ne!(key("order-17").unwrap(), key("order-18").unwrap());
    }

    #[test]
    fn keys_out_of_bounds_are_refused() {
        for wrong in ["", "a b", &"x".repeat(256)] {
            assert!(key(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_strong_tag_of_ours_matches() {
        assert_eq!(tag("\"12\"").unwrap(), Some(12));
        for wrong in ["12", "W/\"12\"", "*", "\"x\"", "\"1\", \"2\""] {
            assert_eq!(tag(wrong).unwrap_err().reason(), "REVISION_STALE", "{wrong}");
        }
    }
}
