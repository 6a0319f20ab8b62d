//! `/oauth2/token`: client credentials (RFC 6749 §4.4), always with the client certificate (RFC 8705).
//! Refuses two ways of authentication at once, repeated parameters and every other grant.

use axum::{
    Json,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use fault::{Fault, Kind};
use proto::accounts::v1::IssueTokenRequest;
use serde::Serialize;

use crate::{Gateway, actor::Device};

/// An access token (RFC 6749 §5.1).
#[derive(Serialize)]
struct Token {
    access_token: String,
    token_type: &'static str,
    expires_in: i32,
}

/// A refusal (RFC 6749 §5.2).
struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

const fn refused(error: &'static str, description: &'static str) -> Refusal {
    Refusal { status: StatusCode::BAD_REQUEST, error, description }
}

/// Gives a program an access token.
pub(super) async fn issue(State(gateway): State<Gateway>, device: Device, request: Request) -> Response {
    match try_issue(&gateway, &device, request).await {
        Ok(token) => ([(header::PRAGMA, "no-cache")], Json(token)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn try_issue(gateway: &Gateway, Device(device): &Device, request: Request) -> Result<Token, Refusal> {
    let basic = basic(request.headers())?;
    let form = Form::read(request).await?;
    match form.one("grant_type")? {
        Some("client_credentials") => {}
        Some(_) => return Err(refused("unsupported_grant_type", "only client_credentials is supported")),
        None => return Err(refused("invalid_request", "grant_type is missing")),
    }
    let (client_id, client_secret) = match (basic, form.one("client_id")?, form.one("client_secret")?) {
        (Some((id, secret)), None, None) => (id, secret),
        (Some((id, secret)), Some(same), None) if id == same => (id, secret),
        (None, Some(id), Some(secret)) => (id.to_owned(), secret.to_owned()),
        (Some(_), _, _) => {
            return Err(refused("invalid_request", "more than one way of client authentication"));
        }
        (None, _, _) => return Err(unknown_client()),
    };
    let certificate_fingerprint = device.fingerprint.clone();
    let answer =
        gateway.peers.ask_as_gateway(IssueTokenRequest { client_id, client_secret, certificate_fingerprint });
    let answer = answer.await.map_err(|fault| from_fault(&fault))?;
    Ok(Token { access_token: answer.access_token, token_type: "Bearer", expires_in: answer.expires_in })
}

/// The parameters of the request.
struct Form(Vec<(String, String)>);

impl Form {
    async fn read(request: Request) -> Result<Self, Refusal> {
        let form = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let axum::Form(parameters) =
            form.map_err(|_| refused("invalid_request", "the form cannot be read"))?;
        Ok(Self(parameters))
    }

    /// A parameter that may be there once; empty is as good as not there.
    fn one(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(refused("invalid_request", "a parameter is repeated")),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }
}

/// Client id and secret in the header; neither has characters that would need decoding once more.
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Refusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let decoded = value.to_str().ok().and_then(|value| {
        let (scheme, encoded) = value.split_once(' ')?;
        let bytes =
            BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let (id, secret) = String::from_utf8(bytes)
            .ok()?
            .split_once(':')
            .map(|(id, secret)| (id.to_owned(), secret.to_owned()))?;
        Some((id, secret))
    });
    decoded.map(Some).ok_or_else(unknown_client)
}

const fn unknown_client() -> Refusal {
    Refusal {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        description: "client authentication failed",
    }
}

fn from_fault(fault: &Fault) -> Refusal {
    tracing::info!(reason = fault.reason(), "no token");
    match fault.kind() {
        Kind::Unavailable => Refusal {
            status: StatusCode::SERVICE_UNAVAILABLE,
            error: "temporarily_unavailable",
            description: "try again in a moment",
        },
        Kind::Internal => Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            error: "server_error",
            description: "something unexpected happened",
        },
        _ => unknown_client(),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.error, "error_description": self.description });
        let mut response = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"nekonote\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorization(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))])
    }

    #[test]
    fn basic_credentials_are_read() {
        let credentials = basic(&authorization("Basic aWQ6c2VjcmV0OndpdGg6Y29sb25z")).ok().flatten();
        assert_eq!(credentials, Some(("id".into(), "secret:with:colons".into())));
        assert!(basic(&HeaderMap::new()).ok().unwrap().is_none());
    }

    #[test]
    fn other_schemes_and_noise_are_no_client() {
        for value in ["Bearer x", "Basic %%%", "Basic aWQ", "Basic"] {
            assert_eq!(basic(&authorization(value)).err().unwrap().error, "invalid_client", "{value}");
        }
    }

    #[test]
    fn a_repeated_parameter_is_refused() {
        let form = Form(vec![("grant_type".into(), "a".into()), ("grant_type".into(), "a".into())]);
        assert_eq!(form.one("grant_type").err().unwrap().error, "invalid_request");
    }
}
