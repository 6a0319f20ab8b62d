//! 提出: what is saved goes to the insurer, with the owner's consent. Refuses without it.

use axum::{extract::Path, http::StatusCode};
use fault::Fault;
use proto::claims::v1::SubmitClaimRequest;

use super::{Said, is_stale, load, moved_on, show, treatment::line_field};
use crate::pages::{
    answer::{Answer, see},
    input::Wrong,
    refusal,
    visit::{Posted, Visit},
};

/// Submits the draft.
pub async fn post(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let consent_means: i32 = form.text("consent").parse().unwrap_or_default();
    if consent_means == 0 {
        let mut wrong = Wrong::default();
        wrong.note("consent", visit.w.draft.consent_needed);
        return again(&visit, &id, wrong).await;
    }
    let documents =
        (0..).map(|place| form.owned(&format!("document_{place}"))).take_while(|id| !id.is_empty());
    let request = SubmitClaimRequest {
        request_id: form.owned("request_id"),
        claim_id: id.clone(),
        revision: form.revision(),
        document_ids: documents.collect(),
        consent_version: form.owned("consent_version"),
        consent_means,
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=submitted")),
        Err(fault) => refused(&visit, &id, fault).await,
    }
}

async fn refused(visit: &Visit, id: &str, fault: Fault) -> Answer {
    if is_stale(&fault) {
        return moved_on(visit, id).await;
    }
    if refusal::is_correctable(&fault) {
        return again(visit, id, refusal::beside(&fault, visit.language, "diagnosis", place)).await;
    }
    Err(fault.into())
}

async fn again(visit: &Visit, id: &str, wrong: Wrong) -> Answer {
    let claim = load(visit, id).await?;
    show(visit, &claim, Said { wrong, status: StatusCode::UNPROCESSABLE_ENTITY, ..Said::default() }).await
}

/// The field of the draft's page for a path of the request.
fn place(path: &str) -> String {
    match path {
        "consent_version" | "consent_means" => "consent".to_owned(),
        "document_ids" => "file".to_owned(),
        // The saved lines fill the first rows of the form, in order.
        other => line_field(other, |line| line),
    }
}
