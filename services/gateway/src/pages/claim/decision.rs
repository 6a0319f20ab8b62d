//! 審査: approving a claim, or deciding that it is not covered, with a reason and words the owner understands.
//! When somebody else was faster, the claim is shown as it stands now and nothing is done.

use axum::{extract::Path, http::StatusCode};
use fault::Fault;
use proto::claims::v1::{ApproveClaimRequest, DenyClaimRequest};

use super::{Said, detail, is_stale, load, moved_on};
use crate::pages::{
    answer::{Answer, see},
    input::{Entered, Wrong},
    refusal,
    visit::{Posted, Visit},
};

/// Approves for the computed benefit.
pub async fn approve(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let request = ApproveClaimRequest {
        request_id: form.owned("request_id"),
        claim_id: id.clone(),
        revision: form.revision(),
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=approved")),
        Err(fault) => refused(&visit, &id, fault, Said::default()).await,
    }
}

/// Decides that it is not covered.
pub async fn deny(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let typed = Said {
        reason_code: form.owned("reason_code"),
        explanation: form.owned("explanation"),
        ..Said::default()
    };
    let wrong = check(&form, &visit);
    if !wrong.is_empty() {
        let claim = load(&visit, &id).await?;
        return detail::page(
            &visit,
            &claim,
            Said { wrong, status: StatusCode::UNPROCESSABLE_ENTITY, ..typed },
        )
        .await;
    }
    let request = DenyClaimRequest {
        request_id: form.owned("request_id"),
        claim_id: id.clone(),
        revision: form.revision(),
        reason_code: form.owned("reason_code"),
        explanation: form.owned("explanation"),
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=denied")),
        Err(fault) => refused(&visit, &id, fault, typed).await,
    }
}

fn check(form: &Entered, visit: &Visit) -> Wrong {
    let mut wrong = Wrong::default();
    if !form.has("reason_code") {
        wrong.note("reason_code", visit.w.claims.reason_needed);
    }
    if !(1..=500).contains(&form.text("explanation").chars().count()) {
        wrong.note("explanation", visit.w.claims.text_needed);
    }
    wrong
}

async fn refused(visit: &Visit, id: &str, fault: Fault, typed: Said) -> Answer {
    if is_stale(&fault) {
        return moved_on(visit, id).await;
    }
    if refusal::is_correctable(&fault) {
        let claim = load(visit, id).await?;
        let wrong = refusal::beside(&fault, visit.language, "reason_code", str::to_owned);
        return detail::page(
            visit,
            &claim,
            Said { wrong, status: StatusCode::UNPROCESSABLE_ENTITY, ..typed },
        )
        .await;
    }
    Err(fault.into())
}
