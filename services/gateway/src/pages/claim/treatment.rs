//! 診療内容と明細: what the form says, read into a treatment, saved; a stale save shows both versions side by side.

pub mod autosave;
mod conflict;
pub mod estimate;
mod form;

use axum::{extract::Path, http::StatusCode};
use fault::Fault;
use proto::claims::v1::DescribeTreatmentRequest;

pub use form::{Form, field_of as line_field};

use super::{Said, draft, is_stale, load, moved_on};
use crate::pages::{
    answer::{Answer, see},
    input::{Entered, Wrong},
    refusal,
    visit::{Posted, Visit},
};

/// Saves what the form says.
pub async fn post(Path(id): Path<String>, Posted { visit, form: sent }: Posted) -> Answer {
    let read = form::read(&sent, visit.w);
    if !read.wrong.is_empty() {
        return again(&visit, &id, &sent, read.wrong).await;
    }
    match visit.ask(request(&id, &sent, &read)).await {
        Ok(_) => see(&format!("/claims/{id}?done=saved")),
        Err(fault) if matches!(fault.reason(), "CLAIM_STATE" | "CLAIM_STOPPED") => {
            moved_on(&visit, &id).await
        }
        Err(fault) if is_stale(&fault) => conflict::page(&visit, &id, &sent, &read.treatment).await,
        Err(fault) if refusal::is_correctable(&fault) => {
            again(&visit, &id, &sent, refused(&visit, &fault, &read)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What the form says, for the service.
fn request(id: &str, sent: &Entered, read: &form::Read) -> DescribeTreatmentRequest {
    DescribeTreatmentRequest {
        request_id: sent.owned("request_id"),
        claim_id: id.to_owned(),
        revision: sent.revision(),
        treatment: Some(read.treatment.clone()),
    }
}

/// What the service refused, at the fields that it came from.
fn refused(visit: &Visit, fault: &Fault, read: &form::Read) -> Wrong {
    let row_of = |line: usize| read.rows.get(line).copied().unwrap_or(0);
    refusal::beside(fault, visit.language, "diagnosis", |path| form::field_of(path, row_of))
}

/// The form as it was typed, with words beside what is wrong.
async fn again(visit: &Visit, id: &str, sent: &Entered, wrong: Wrong) -> Answer {
    let mut claim = load(visit, id).await?;
    // The page stays made from the revision that the person has seen.
    claim.revision = sent.revision();
    let form = Form::again(sent, visit.w);
    let said = Said { wrong, unsaved: true, status: StatusCode::UNPROCESSABLE_ENTITY, ..Said::default() };
    draft::page(visit, &claim, form, said).await
}
