//! Saving while somebody types: the same RPC as the form's button, for a script. It never overwrites what another screen has
//! saved (409, with a way to compare), and it leaves out what is only half typed and says so instead of refusing the rest.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use proto::claims::v1::Claim;

use super::{form, refused, request};
use crate::{
    Gateway,
    pages::{
        answer::{Answer, page, page_with},
        claim::{
            draft::{Checks, saved_at},
            is_stale, load,
        },
        refusal,
        visit::{Posted, Spoken, Visit},
    },
};

#[derive(Template)]
#[template(path = "claim/checks.html")]
struct Saved {
    shell: Spoken,
    checks: Checks,
}

#[derive(Template)]
#[template(path = "claim/stale.html")]
struct Stale {
    shell: Spoken,
    id: String,
    gone: bool,
}

/// Saves what the form says so far.
pub async fn post(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Posted { visit, form: sent }: Posted,
) -> Answer {
    let read = form::read(&sent, visit.w);
    match visit.ask(request(&id, &sent, &read)).await {
        Ok(answer) => {
            // Another screen may have been quick in between; this one has seen its own save only.
            let claim = Claim { revision: answer.revision, ..load(&visit, &id).await? };
            let said = saved_at(&visit, gateway.clock.now(), &read.left_out(visit.w));
            let open = read.wrong.all().first().map_or_else(String::new, |(field, _)| field.clone());
            let checks = Checks { said, open, ..Checks::of(&claim, visit.w) };
            page(&Saved { shell: visit.spoken(), checks })
        }
        Err(fault) if is_stale(&fault) => stale(&visit, id, fault.reason() == "CLAIM_STATE"),
        Err(fault) if refusal::is_correctable(&fault) => {
            let wrong = refused(&visit, &fault, &read);
            let words: Vec<&str> = wrong.all().iter().map(|(_, words)| words.as_str()).collect();
            let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, plain, words.concat()).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn stale(visit: &Visit, id: String, gone: bool) -> Answer {
    page_with(StatusCode::CONFLICT, &Stale { shell: visit.spoken(), id, gone })
}
