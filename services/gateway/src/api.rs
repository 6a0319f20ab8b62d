//! The REST interface for programs, `/api/v1`: messages in, problems or documents out, nothing kept here.
//! Every route is in the OpenAPI document because both are made from the same list.

mod accounts;
mod answer;
mod archive;
mod certificates;
mod claim_view;
mod claims;
mod decisions;
mod deliveries;
mod diagnoses;
pub mod documents;
mod erasures;
mod input;
mod labels;
mod names;
mod page;
mod plan;
mod plans;
mod policies;
mod preconditions;
mod problems;
mod reasons;
mod review_rules;
mod subject_request_view;
mod subject_requests;
mod timeline;
mod token;
mod treatment_view;

use std::sync::Arc;

use axum::{Json, Router, routing::get, routing::post};
use fault::Fault;
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use documents::{download, forward};

use crate::{
    Gateway, edge,
    problem::{Problem, ProblemDocument},
};

/// Where it lives.
pub const ROOT: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ねこのて クラウド API",
        version = "1.0.0",
        description = "ペット保険の請求をプログラムから行うためのAPIです。クライアント証明書とアクセストークンの両方が必要です。",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    servers((url = "/api/v1")),
    modifiers(&Security),
    components(schemas(ProblemDocument)),
    security(("client_credentials" = []))
)]
struct Document;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
        let flow = ClientCredentials::new("/oauth2/token", Scopes::new());
        let scheme = SecurityScheme::OAuth2(OAuth2::new([Flow::ClientCredentials(flow)]));
        openapi.components.get_or_insert_default().add_security_scheme("client_credentials", scheme);
    }
}

/// `/api/v1` and `/oauth2/token`.
pub fn router() -> Router<Gateway> {
    let (routes, mut document) = described().split_for_parts();
    name_operations(&mut document);
    let document = Arc::new(document);
    let api = routes
        .route("/openapi.json", get(async move || Json(document.as_ref().clone())))
        .fallback(async || Problem::of(&Fault::not_found("ROUTE_NOT_FOUND")))
        .method_not_allowed_fallback(async || Problem::of(&Fault::invalid("METHOD_NOT_ALLOWED")));
    let token = post(token::issue).fallback(async || Problem::of(&Fault::invalid("METHOD_NOT_ALLOWED")));
    Router::new().nest(ROOT, api).route("/oauth2/token", token)
}

/// `claims_list` and so on: an operation's id must be unique, and a function's name is not.
fn name_operations(document: &mut utoipa::openapi::OpenApi) {
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete];
        for operation in operations.into_iter().flatten() {
            let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            operation.operation_id = operation.operation_id.take().map(|name| format!("{tag}_{name}"));
        }
    }
}

/// Every resource.
fn described() -> OpenApiRouter<Gateway> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(claims::list, claims::start))
        .routes(routes!(claims::get))
        .routes(routes!(claims::inspect))
        .routes(routes!(claims::describe_treatment))
        .routes(routes!(decisions::estimate))
        .routes(routes!(decisions::submit))
        .routes(routes!(decisions::give_back))
        .routes(routes!(decisions::withdraw))
        .routes(routes!(decisions::approve))
        .routes(routes!(decisions::deny))
        .merge(OpenApiRouter::new().routes(routes!(documents::add)).layer(edge::document_body()))
        .routes(routes!(documents::read, documents::remove))
        .routes(routes!(diagnoses::list))
        .routes(routes!(reasons::list))
        .merge(OpenApiRouter::new().routes(routes!(plans::list, plans::publish)).layer(edge::plan_body()))
        .routes(routes!(plans::get))
        .routes(routes!(review_rules::get, review_rules::set))
        .routes(routes!(policies::list, policies::register))
        .routes(routes!(policies::look_up))
        .routes(routes!(policies::contract))
        .routes(routes!(labels::list, labels::create))
        .routes(routes!(labels::attach, labels::detach))
        .routes(routes!(accounts::list, accounts::create))
        .routes(routes!(accounts::list_organisations, accounts::register_organisation))
        .routes(routes!(accounts::create_api_client))
        .routes(routes!(erasures::list, erasures::request))
        .routes(routes!(erasures::get))
        .routes(routes!(erasures::confirm))
        .routes(routes!(erasures::cancel))
        .routes(routes!(erasures::attestation))
        .routes(routes!(subject_requests::list, subject_requests::receive))
        .routes(routes!(subject_requests::get))
        .routes(routes!(subject_requests::identify))
        .routes(routes!(subject_requests::carry_out))
        .routes(routes!(subject_requests::refuse))
        .routes(routes!(subject_requests::resume))
        .routes(routes!(subject_requests::file))
        .routes(routes!(certificates::list, certificates::issue))
        .routes(routes!(certificates::get))
        .routes(routes!(certificates::revoke))
        .routes(routes!(timeline::list))
        .routes(routes!(timeline::inspect))
        .routes(routes!(problems::find))
        .routes(routes!(deliveries::list))
        .routes(routes!(archive::fetch_sealed))
}
