//! Publishing a version: terms and worked examples are pasted as they were checked with `nekonote plan check`. What does not come out is
//! told beside its field, and nothing is lost of what was typed.

use askama::Template;
use axum::http::StatusCode;
use fault::{Fault, Violation};
use proto::claims::v1::PublishPlanRequest;

use super::{PATH, allowed};
use crate::{
    pages::{
        answer::{Answer, page_with, see},
        input::{self, Entered, Wrong},
        refusal,
        visit::{Posted, Shell, Visit, request_id},
    },
    words::{Words, fill},
};

#[derive(Template)]
#[template(path = "plans/new.html")]
struct Page {
    shell: Shell,
    definition: String,
    examples: String,
    valid_from: String,
    request_id: String,
    wrong: Wrong,
    summary: String,
}

/// The form.
pub async fn get(visit: Visit) -> Answer {
    allowed(&visit)?;
    show(&visit, &Entered::default(), Wrong::default())
}

/// Publishes the version.
pub async fn post(Posted { visit, form }: Posted) -> Answer {
    allowed(&visit)?;
    let valid_from = match read(&form, visit.w) {
        Ok(valid_from) => valid_from,
        Err(wrong) => return show(&visit, &form, wrong),
    };
    let request = PublishPlanRequest {
        request_id: form.owned("request_id"),
        definition: form.owned("definition"),
        examples: form.owned("examples"),
        valid_from,
    };
    match visit.ask(request).await {
        Ok(answer) => see(&format!("{PATH}/{}?done=published", answer.plan_id)),
        Err(fault) if refusal::is_correctable(&fault) => show(&visit, &form, beside(&fault, &visit)),
        Err(fault) => Err(fault.into()),
    }
}

/// The day from which it is valid, if every field says something.
fn read(form: &Entered, w: &Words) -> Result<String, Wrong> {
    let mut wrong = Wrong::default();
    if !form.has("definition") {
        wrong.note("definition", w.plans.definition_needed);
    }
    if !form.has("examples") {
        wrong.note("examples", w.plans.examples_needed);
    }
    let day = input::date(form.text("valid_from"));
    if day.is_none() {
        wrong.note("valid_from", w.plans.date_wrong);
    }
    day.filter(|_| wrong.is_empty()).map(|day| day.to_string()).ok_or(wrong)
}

/// What claims says, beside the field that it is about: each with what exactly it is.
fn beside(fault: &Fault, visit: &Visit) -> Wrong {
    let mut wrong = Wrong::default();
    let all = fault.violations();
    for field in ["definition", "examples", "valid_from"] {
        let of_field = |violation: &&Violation| violation.field.split(['.', '[']).next() == Some(field);
        let words: Vec<String> =
            all.iter().filter(of_field).map(|violation| words(violation, visit.w)).collect();
        if !words.is_empty() {
            wrong.note(field, words.join(" "));
        }
    }
    if wrong.is_empty() { refusal::beside(fault, visit.language, "definition", str::to_owned) } else { wrong }
}

fn words(violation: &Violation, w: &Words) -> String {
    let Violation { field, code, message } = violation;
    let w = &w.plans;
    match (field.as_str(), code.as_str()) {
        ("valid_from", "NOT_LATER") => w.not_later.to_owned(),
        ("valid_from", "TOO_FAR") => w.too_far.to_owned(),
        (field, "NOT_APPLIED") => fill(w.not_applied, field),
        (_, "DIFFERENT") => fill(w.differs, message),
        (_, "MALFORMED") => fill(w.unread, message),
        (field, _) => fill(w.wrong_value, format!("{field}: {message}")),
    }
}

fn show(visit: &Visit, form: &Entered, wrong: Wrong) -> Answer {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &Page {
            shell: visit.shell(),
            definition: form.owned("definition"),
            examples: form.owned("examples"),
            valid_from: form.owned("valid_from"),
            request_id: request_id(),
            summary: fill(visit.w.errors.summary, wrong.count()),
            wrong,
        },
    )
}
