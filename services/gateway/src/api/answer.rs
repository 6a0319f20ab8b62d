//! What a change answers: what it made and its revision, never the whole thing.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, RefOr, ResponseBuilder, response::Response as Described, schema::Ref},
};

/// Something new.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Created {
    /// Its id.
    pub id: String,
    /// Its revision.
    pub revision: i64,
}

/// Something changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Revised {
    /// Its new revision.
    pub revision: i64,
}

/// Whether something changed at all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Changed {
    /// Whether it changed now; false when it had been so before.
    pub changed: bool,
}

/// Every refusal, for the document.
pub(super) struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> std::collections::BTreeMap<String, RefOr<Described>> {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new()
            .description("断られた理由 (RFC 9457)")
            .content(crate::problem::MEDIA_TYPE, content)
            .build();
        [("4XX", response.clone()), ("5XX", response)]
            .into_iter()
            .map(|(status, response)| (status.to_owned(), RefOr::T(response)))
            .collect()
    }
}

/// 201 with the new thing's address and tag.
pub(super) fn created(under: &str, id: String, revision: i64) -> Response {
    let created = Created { id, revision };
    at_address(under, &created.id, tagged(StatusCode::CREATED, revision, &created))
}

/// An answer that says where the new thing is.
pub(super) fn at_address(under: &str, id: &str, mut response: Response) -> Response {
    if let Ok(location) = HeaderValue::from_str(&format!("{}/{under}/{id}", super::ROOT)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// A document with its revision as a strong tag.
pub(super) fn tagged<T: Serialize>(status: StatusCode, revision: i64, document: &T) -> Response {
    let mut response = (status, Json(document)).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
