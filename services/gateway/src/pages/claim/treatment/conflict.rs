//! Somebody else saved first: both versions side by side, and the choice which one stays.

use askama::Template;
use axum::http::StatusCode;
use proto::claims::v1::Treatment;

use super::load;
use crate::pages::{
    answer::{Answer, page_with},
    claim::differences::{Difference, differences},
    input::Entered,
    reasons::Reasons,
    visit::{Shell, Visit, request_id},
};

#[derive(Template)]
#[template(path = "claim/conflict.html")]
struct Page {
    shell: Shell,
    differences: Vec<Difference>,
    action: String,
    back: String,
    request_id: String,
    revision: i64,
    kept: Vec<(String, String)>,
}

/// The comparison, 409.
pub async fn page(visit: &Visit, id: &str, sent: &Entered, mine: &Treatment) -> Answer {
    let (claim, reasons) = tokio::join!(load(visit, id), Reasons::of(visit));
    let claim = claim?;
    let theirs = claim.treatment.clone().unwrap_or_default();
    page_with(
        StatusCode::CONFLICT,
        &Page {
            shell: visit.shell(),
            differences: differences(mine, &theirs, &reasons, visit.w),
            action: format!("/claims/{id}/treatment"),
            back: format!("/claims/{id}"),
            request_id: request_id(),
            revision: claim.revision,
            kept: sent.pairs_without(&["csrf_token", "request_id", "revision"]),
        },
    )
}
