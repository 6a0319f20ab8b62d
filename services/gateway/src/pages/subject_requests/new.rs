//! Recording what a policyholder asks for: the form, and sending it. Without a script the fields of a correction are there for
//! every kind, and say that they are for that one.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use proto::claims::v1::ReceiveSubjectRequestRequest;

use super::{
    PATH, allowed, beside,
    choices::{self, Choice},
    entry::{self, Entry},
};
use crate::{
    Gateway,
    pages::{
        answer::{Answer, page_with, see},
        input::{Entered, Wrong},
        visit::{Posted, Shell, Visit, request_id},
    },
    words::{Words, fill},
};

#[derive(Template)]
#[template(path = "subject_requests/new.html")]
struct Page {
    shell: Shell,
    kinds: Vec<Choice>,
    kind: String,
    policy_number: String,
    asked_on: String,
    asked_time: String,
    /// Fields of a correction.
    corrections: Vec<Field>,
    request_id: String,
    wrong: Wrong,
    summary: String,
}

/// A field of a correction.
struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    /// The box that removes what is kept: its name, its words, and whether it is ticked.
    removal: Option<(&'static str, &'static str, bool)>,
}

/// The form.
pub async fn get(State(gateway): State<Gateway>, visit: Visit) -> Answer {
    allowed(&visit)?;
    let (day, time) = entry::shown(gateway.clock.now());
    let now = [("asked_on", day), ("asked_time", time)].map(|(name, text)| (name.to_owned(), text));
    show(&visit, &Entered::new(now), Wrong::default())
}

/// Records the request.
pub async fn post(Posted { visit, form }: Posted) -> Answer {
    allowed(&visit)?;
    let Entry { kind, asked_at, correction } = match entry::read(&form, visit.w) {
        Ok(entry) => entry,
        Err(wrong) => return show(&visit, &form, wrong),
    };
    let request = ReceiveSubjectRequestRequest {
        request_id: form.owned("request_id"),
        kind: kind.into(),
        policy_number: form.owned("policy_number"),
        asked_at: Some(proto::timestamp(asked_at)),
        correction,
    };
    match visit.ask(request).await {
        Ok(answer) => see(&format!("{PATH}/{}?done=received", answer.subject_request_id)),
        Err(fault) => match beside::receiving(&fault, &visit) {
            Some(wrong) => show(&visit, &form, wrong),
            None => Err(fault.into()),
        },
    }
}

fn show(visit: &Visit, form: &Entered, wrong: Wrong) -> Answer {
    // What was refused is not what a repeat means: the next is another request.
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &Page {
            shell: visit.shell(),
            kinds: choices::KINDS.map(|kind| choices::kind(kind, visit.w)).into(),
            kind: form.owned("kind"),
            policy_number: form.owned("policy_number"),
            asked_on: form.owned("asked_on"),
            asked_time: form.owned("asked_time"),
            corrections: corrections(form, visit.w),
            request_id: request_id(),
            summary: fill(visit.w.errors.summary, wrong.count()),
            wrong,
        },
    )
}

fn corrections(form: &Entered, w: &Words) -> Vec<Field> {
    let w = &w.subject_requests;
    let email = ("remove_email", w.remove_email, form.has("remove_email"));
    let phone = ("remove_phone", w.remove_phone, form.has("remove_phone"));
    let fields = [
        ("surname", w.surname, None),
        ("given_name", w.given_name, None),
        ("surname_kana", w.surname_kana, None),
        ("given_name_kana", w.given_name_kana, None),
        ("email", w.email, Some(email)),
        ("phone", w.phone, Some(phone)),
        ("pet_name", w.pet_name, None),
    ];
    fields.map(|(name, label, removal)| Field { name, label, value: form.owned(name), removal }).into()
}
