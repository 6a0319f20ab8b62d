//! The public face: static pages for people whose certificate is not in place yet, and for policyholders. No cookies,
//! no forms, nothing about anybody. Health for the platform's probes.

mod attestation_keys;

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use serde_json::json;

use crate::{assets, edge::Readiness};

pub(crate) use self::attestation_keys::AttestationKeys;

const CERTIFICATE: &str = include_str!("public/certificate.html");
const RECEIPT: &str = include_str!("public/receipt.html");
const NOT_FOUND: &str = include_str!("public/not_found.html");
/// For IT departments: Chrome and Edge choose the certificate by themselves.
const POLICY: &str = include_str!("public/auto_select_certificate.json");

/// The pages of the public face.
pub(crate) fn router(trust: Readiness, keys: AttestationKeys) -> Router {
    Router::new()
        .route("/", get(async || page(StatusCode::OK, CERTIFICATE)))
        .route("/certificate", get(async || page(StatusCode::OK, CERTIFICATE)))
        .route("/certificate/auto-select-certificate.json", get(policy))
        .route("/r", get(async || page(StatusCode::OK, RECEIPT)))
        .route("/r/", get(async || page(StatusCode::OK, RECEIPT)))
        .route("/r/{receipt}", get(async || page(StatusCode::OK, RECEIPT)))
        .route("/.well-known/attestation-keys.json", get(async move || keys.answer()))
        .route("/healthz", get(async || Json(json!({ "status": "ok" }))))
        .route("/readyz", get(async move || ready(&trust)))
        .fallback(async || page(StatusCode::NOT_FOUND, NOT_FOUND))
}

fn page(status: StatusCode, text: &str) -> Response {
    let text = text.replace("{{app.css}}", &assets::url("app.css"));
    (status, [(header::CONTENT_LANGUAGE, "ja")], Html(text)).into_response()
}

async fn policy() -> Response {
    let name = "attachment; filename=\"auto-select-certificate.json\"";
    ([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, name)], POLICY)
        .into_response()
}

fn ready(trust: &Readiness) -> Response {
    match trust.obstacle() {
        None => Json(json!({ "status": "ok" })).into_response(),
        Some(obstacle) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "unavailable", "reason": obstacle })))
                .into_response()
        }
    }
}
