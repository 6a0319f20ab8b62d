//! One request: whom it is about, what was done so far by whom, what there is to hand over, and what the reader may do now.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use fault::{Fault, Kind};
use identity::Permission;
use proto::claims::v1::{
    GetSubjectRequestRequest, SubjectRequest, SubjectRequestDetails, SubjectRequestKind,
};
use serde::Deserialize;

use super::{
    Due, allowed, beside,
    choices::{self, Choice},
    due, is_open,
    next::{self, Step},
    record::{self, Act, Copy},
    status,
};
use crate::{
    Gateway,
    pages::{
        answer::{Answer, page_with},
        input::{Entered, Wrong},
        names, show,
        view::StatusTag,
        visit::{Shell, Visit, request_id},
    },
    words::fill,
};

/// What the address may say was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    done: String,
}

/// What the page says besides the request.
#[derive(Default)]
pub struct Said {
    /// What was just done.
    pub done: String,
    /// Whether somebody else was faster.
    pub stale: bool,
    /// What is wrong with the form.
    pub wrong: Wrong,
    /// The form as it was typed.
    pub form: Entered,
    /// The status.
    pub status: StatusCode,
}

#[derive(Template)]
#[template(path = "subject_requests/one.html")]
struct Page {
    shell: Shell,
    id: String,
    revision: i64,
    number: String,
    kind: &'static str,
    status: StatusTag,
    due: Due,
    asked_at: String,
    policy_number: String,
    policyholder: String,
    corrections: Vec<(&'static str, String)>,
    /// How the policy stands, where that matters: in force, and claims that are not decided.
    standing: Option<(&'static str, String)>,
    acts: Vec<Act>,
    copy: Option<Copy>,
    step: Option<Step>,
    /// Grounds on which it may be refused, while it may be.
    grounds: Vec<Choice>,
    refuse_key: String,
    proof: String,
    stated_kana: String,
    stated_contact: String,
    ground: String,
    may_read_timeline: bool,
    stale: bool,
    wrong: Wrong,
    summary: String,
}

/// The page.
pub async fn get(
    State(gateway): State<Gateway>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Answer {
    allowed(&visit)?;
    page(&visit, gateway.clock.now(), &id, Said { done: wish.done, ..Said::default() }).await
}

/// The request as it stands now.
pub async fn page(visit: &Visit, now: DateTime<Utc>, id: &str, said: Said) -> Answer {
    let (request, details) = load(visit, id).await?;
    let (w, opened) = (visit.w, details.as_ref());
    let people = [&request.received_by, &request.identified_by, &request.settled_by, &request.resumed_by];
    let people = names::people(visit, people.map(String::as_str)).await;
    let known = opened.cloned().unwrap_or_default();
    page_with(
        said.status,
        &Page {
            shell: visit.shell_saying(record::notice(&said.done, &request, w)),
            kind: choices::kind(request.kind(), w).name,
            status: status(request.state(), w),
            due: due(&request, w, now),
            asked_at: show::weekday_minute(request.asked_at.as_ref(), visit.language).unwrap_or_default(),
            policy_number: record::opened(opened, |one| &one.policy_number, w),
            policyholder: record::opened(opened, |one| &one.policyholder_name, w),
            corrections: known.correction.as_ref().map(|one| record::corrections(one, w)).unwrap_or_default(),
            standing: standing(&request, &known, visit),
            acts: record::acts(&request, &people, w),
            copy: record::copy(&request, visit, now),
            step: next::step(&request, &known, visit),
            grounds: known.possible_grounds().map(|ground| choices::ground(ground, w)).collect(),
            refuse_key: request_id(),
            proof: said.form.owned("proof"),
            stated_kana: said.form.owned("stated_kana"),
            stated_contact: said.form.owned("stated_contact"),
            ground: said.form.owned("ground"),
            may_read_timeline: visit.may(Permission::TimelineRead),
            stale: said.stale,
            summary: fill(w.errors.summary, said.wrong.count()),
            wrong: said.wrong,
            id: request.id,
            revision: request.revision,
            number: request.number,
        },
    )
}

/// An address that names no request, however odd, is one that is not there.
async fn load(visit: &Visit, id: &str) -> Result<(SubjectRequest, Option<SubjectRequestDetails>), Fault> {
    let missing = || Fault::not_found("SUBJECT_REQUEST_NOT_FOUND");
    let answer = visit.ask(GetSubjectRequestRequest { subject_request_id: id.to_owned() }).await;
    let answer = answer.map_err(|fault| if fault.kind() == Kind::Invalid { missing() } else { fault })?;
    Ok((answer.subject_request.ok_or_else(missing)?, answer.details))
}

/// Only what holds up a stop or a deletion that is not done yet is worth a look.
fn standing(
    request: &SubjectRequest,
    details: &SubjectRequestDetails,
    visit: &Visit,
) -> Option<(&'static str, String)> {
    let w = visit.w;
    let matters = matches!(request.kind(), SubjectRequestKind::Stop | SubjectRequestKind::Deletion);
    let s = &w.subject_requests;
    (matters && is_open(request)).then(|| {
        let in_force = if details.in_force { s.in_force_yes } else { s.in_force_no };
        (in_force, format!("{}{}", details.undecided_claims, w.common.number))
    })
}
