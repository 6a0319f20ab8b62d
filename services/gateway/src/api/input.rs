//! JSON and query strings, strictly: a wrong value is pointed at, an unknown field is not overlooked.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::BytesRejection},
    http::{HeaderMap, header, request::Parts},
};
use fault::Fault;
use serde::de::DeserializeOwned;

use crate::{edge, problem::Problem};

/// A JSON body.
pub(super) struct ApiJson<T>(pub T);

/// A query string.
pub(super) struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (is_json, is_said) =
            (is_json(request.headers()), request.headers().contains_key(header::CONTENT_TYPE));
        let body = Bytes::from_request(request, state).await.map_err(|rejection| too_much(&rejection))?;
        // Nothing at all is an empty object: approving with If-Match needs no body.
        let body = match (is_json, body.is_empty() && !is_said) {
            (true, _) => body,
            (false, true) => Bytes::from_static(b"{}"),
            (false, false) => return Err(Fault::invalid("MEDIA_TYPE_UNSUPPORTED").into()),
        };
        let mut json = serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(&mut json).map_err(unreadable)?;
        json.end().map_err(|error| Fault::invalid("BODY_UNREADABLE").source(error))?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        let Query(value) =
            query.map_err(|error| Fault::invalid("QUERY_UNREADABLE").message(error.body_text()))?;
        Ok(Self(value))
    }
}

/// Why a body did not arrive whole.
pub(super) fn too_much(rejection: &BytesRejection) -> Fault {
    let words = rejection.body_text();
    match rejection.status().as_u16() {
        413 => Fault::invalid("BODY_TOO_LARGE"),
        _ if words.contains(edge::TOO_SLOW) => Fault::invalid("BODY_TOO_SLOW").message(words),
        _ => Fault::invalid("BODY_UNREADABLE").message(words),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn unreadable(error: serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let (path, inner) = (error.path().to_string(), error.into_inner());
    let fault = Fault::invalid("BODY_UNREADABLE").message(inner.to_string());
    if !inner.is_data() {
        return fault;
    }
    let words = inner.to_string();
    let code = if words.starts_with("missing field") { "REQUIRED" } else { "BAD_VALUE" };
    let missing = words.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let field = match (missing, path.as_str()) {
        (Some(name), ".") => name.to_owned(),
        (Some(name), path) => format!("{path}.{name}"),
        (None, ".") => String::new(),
        (None, path) => path.to_owned(),
    };
    fault.violation(field, code, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[allow(dead_code, reason = "only read by serde")]
        lines: Vec<u32>,
    }

    fn violation(text: &str) -> (String, String) {
        let result =
            serde_path_to_error::deserialize::<_, Body>(&mut serde_json::Deserializer::from_str(text));
        let fault = unreadable(result.err().unwrap());
        fault.violations().first().map(|v| (v.field.clone(), v.code.clone())).unwrap_or_default()
    }

    #[test]
    fn a_wrong_value_is_pointed_at() {
        assert_eq!(violation(r#"{"lines":[1,"x"]}"#), ("lines[1]".into(), "BAD_VALUE".into()));
        assert_eq!(violation("{}"), ("lines".into(), "REQUIRED".into()));
        assert_eq!(violation(r#"{"lines":[],"x":1}"#).1, "BAD_VALUE");
    }

    #[test]
    fn what_is_no_json_points_nowhere() {
        assert_eq!(violation("{"), (String::new(), String::new()));
    }
}
