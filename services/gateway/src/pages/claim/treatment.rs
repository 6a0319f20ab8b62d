//! 診療内容と明細: what the form says, read into a treatment, saved; a stale save shows both versions side by side.

mod conflict;
mod form;

use axum::{extract::Path, http::StatusCode};
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
    let read = match form::read(&sent, visit.w) {
        Ok(read) => read,
        Err(wrong) => return again(&visit, &id, &sent, wrong).await,
    };
    let request = DescribeTreatmentRequest {
        request_id: sent.owned("request_id"),
        claim_id: id.clone(),
        revision: sent.revision(),
        treatment: Some(read.treatment.clone()),
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=saved")),
        Err(fault) if fault.reason() == "CLAIM_STATE" => moved_on(&visit, &id).await,
        Err(fault) if is_stale(&fault) => conflict::page(&visit, &id, &sent, &read.treatment).await,
        Err(fault) if refusal::is_correctable(&fault) => {
            let row_of = |line: usize| read.rows.get(line).copied().unwrap_or(0);
            let wrong =
                refusal::beside(&fault, visit.language, "diagnosis", |path| form::field_of(path, row_of));
            again(&visit, &id, &sent, wrong).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The form as it was typed, with words beside what is wrong.
async fn again(visit: &Visit, id: &str, sent: &Entered, wrong: Wrong) -> Answer {
    let mut claim = load(visit, id).await?;
    // The page stays made from the revision that the person has seen.
    claim.revision = sent.revision();
    let form = Form::again(sent, visit.w);
    let said = Said { wrong, status: StatusCode::UNPROCESSABLE_ENTITY, ..Said::default() };
    draft::page(visit, &claim, form, said).await
}
