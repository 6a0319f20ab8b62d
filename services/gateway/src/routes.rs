//! The site map of both faces on one screen. What is not here does not exist.

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    middleware::{Next, from_fn},
    response::Response,
};
use fault::Fault;

use crate::{Gateway, actor, api, assets, edge, pages, public};

/// The portal face: `/` and below for people, `/api/v1` and `/oauth2/token` for programs.
pub(crate) fn portal(gateway: Gateway) -> Router {
    pages::router()
        .fallback(async || pages::fault_page(&Fault::not_found("PAGE_NOT_FOUND")))
        .merge(api::router())
        .layer(from_fn(note_route))
        .layer(DefaultBodyLimit::max(edge::BODY))
        .with_state(gateway)
}

/// The public face: static pages, no cookies, nothing to send.
pub(crate) fn public(trust: edge::Readiness, keys: public::AttestationKeys) -> Router {
    public::router(trust, keys)
        .merge(assets::router())
        .layer(from_fn(note_route))
        .layer(DefaultBodyLimit::max(edge::BODY))
}

/// The access log names the route and never the path, which may hold what must not be logged; and whoever sends or reads
/// for long is asked about again.
async fn note_route(route: Option<MatchedPath>, request: Request, next: Next) -> Response {
    if let (Some(line), Some(route)) = (request.extensions().get::<edge::LogLine>(), route) {
        line.route(route.as_str());
    }
    actor::while_standing(request, next).await
}
