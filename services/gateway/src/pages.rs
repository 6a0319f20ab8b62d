//! The portal: one page a file (form, get, post), each a plain form that works without JavaScript.
//! A POST calls one RPC and answers 303, or the form again with what the person typed; what a role may not use is not
//! shown here, and refused by the services. Scripts swap parts out of the same pages; only autosave and estimate answer parts.

mod accounts;
mod answer;
mod archive;
mod claim;
mod claim_new;
mod claims;
mod diagnoses;
mod erasures;
mod error;
mod home;
mod input;
mod inspection;
mod keys;
mod labels;
mod language;
mod names;
mod paging;
mod plans;
mod reasons;
mod refusal;
mod review_rules;
mod show;
mod sign_in;
mod subject_requests;
mod timeline;
mod view;
mod visit;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

pub use error::fault_page;
pub(crate) use show::icon;

use crate::{Gateway, assets};

/// A file may have 20 MB; the form around it a little.
const UPLOAD: usize = 21 * 1024 * 1024;
/// A treatment of 200 lines fits, with room.
const FORM: usize = 256 * 1024;

/// Every page and the assets; the site map on one screen.
pub fn router() -> Router<Gateway> {
    let upload = Router::new()
        .route("/claims/{claim}/documents", post(claim::documents::post))
        .layer(DefaultBodyLimit::max(UPLOAD));
    Router::new()
        .route("/", get(home::get))
        .route("/sign-in", get(sign_in::get).post(sign_in::post))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/claims", get(claims::get).post(claim_new::post))
        .route("/claims/new", get(claim_new::get))
        .route("/claims/{claim}", get(claim::get))
        .route("/claims/{claim}/treatment", post(claim::treatment::post))
        .route("/claims/{claim}/autosave", post(claim::treatment::autosave::post))
        .route("/claims/{claim}/estimate", post(claim::treatment::estimate::post))
        .route("/claims/{claim}/documents/{document}", get(claim::documents::get))
        .route("/claims/{claim}/documents/{document}/remove", post(claim::documents::remove))
        .route("/claims/{claim}/submit", post(claim::submission::post))
        .route("/claims/{claim}/return", post(claim::returning::post))
        .route("/claims/{claim}/withdraw", post(claim::withdrawal::post))
        .route("/claims/{claim}/approve", post(claim::decision::approve))
        .route("/claims/{claim}/deny", post(claim::decision::deny))
        .route("/claims/{claim}/labels", post(claim::labels::attach))
        .route("/claims/{claim}/labels/{label}/detach", post(claim::labels::detach))
        .route("/labels", get(labels::get).post(labels::post))
        .route("/accounts", get(accounts::get))
        .route("/timeline", get(timeline::get))
        .route("/inspection", get(inspection::get).post(inspection::post))
        .route("/inspection/claims/{claim}", get(claim::inspection::get).post(claim::inspection::post))
        .route("/keys", get(keys::get))
        .route("/archive", get(archive::get).post(archive::post))
        .merge(erasures::router())
        .merge(plans::router())
        .merge(review_rules::router())
        .merge(subject_requests::router())
        .layer(DefaultBodyLimit::max(FORM))
        .merge(upload)
        .layer(middleware::from_fn(language::speak))
        .merge(assets::router())
}
