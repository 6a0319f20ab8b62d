//! システム管理 > 開示等の請求: what policyholders ask for about their own data. The list, and below it recording a request, one and
//! its steps, its files. Refuses who may not handle them before it asks for anything.

mod beside;
pub mod choices;
mod entry;
mod files;
mod handling;
mod new;
mod next;
mod one;
mod record;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use chrono::{DateTime, TimeDelta, Utc};
use fault::Fault;
use proto::claims::v1::{ListSubjectRequestsRequest, SubjectRequest, SubjectRequestState};
use serde::Deserialize;

use super::{
    answer::{Answer, page},
    paging::{Paging, Place},
    show::{self, icon},
    view::StatusTag,
    visit::{Shell, Visit},
};
use crate::{
    Gateway,
    words::{Words, fill},
};

/// Where the list is.
const PATH: &str = "/subject-requests";
/// Before the end of the 72 hours, when the list begins to count down.
const SOON: TimeDelta = TimeDelta::hours(24);

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// `false` for all; else those that are neither carried out nor refused.
    open: String,
    cursor: String,
    trail: String,
}

#[derive(Template)]
#[template(path = "subject_requests/list.html")]
struct Page {
    shell: Shell,
    open: bool,
    rows: Vec<Row>,
    paging: Paging,
}

struct Row {
    id: String,
    number: String,
    kind: &'static str,
    status: StatusTag,
    due: Due,
    received_at: String,
}

/// By when a request is to be answered.
struct Due {
    at: String,
    machine: String,
    /// That it is late, or soon will be.
    warning: Option<String>,
}

/// The list and everything below it.
pub fn router() -> Router<Gateway> {
    Router::new()
        .route(PATH, get(list).post(new::post))
        .route("/subject-requests/new", get(new::get))
        .route("/subject-requests/{request}", get(one::get))
        .route("/subject-requests/{request}/identify", post(handling::identify))
        .route("/subject-requests/{request}/carry-out", post(handling::carry_out))
        .route("/subject-requests/{request}/refuse", post(handling::refuse))
        .route("/subject-requests/{request}/resume", post(handling::resume))
        .route("/subject-requests/{request}/files/{file}/{form}", get(files::get))
}

async fn list(State(gateway): State<Gateway>, visit: Visit, Query(wish): Query<Wish>) -> Answer {
    allowed(&visit)?;
    let Wish { open: shown, cursor, trail } = wish;
    let (open, place) = (shown != "false", Place { cursor, trail });
    let request = ListSubjectRequestsRequest { limit: 50, cursor: place.cursor.clone(), open };
    let found = visit.ask(request).await?;
    let now = gateway.clock.now();
    let filters = [("open", if open { "" } else { "false" })];
    page(&Page {
        open,
        rows: found.subject_requests.iter().map(|one| row(one, visit.w, now)).collect(),
        paging: Paging::around(PATH, &filters, &place, &found.next_cursor),
        shell: visit.shell(),
    })
}

/// A page that asks nothing of claims refuses all the same.
fn allowed(visit: &Visit) -> Result<(), Fault> {
    if visit.handles_subject_requests() { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
}

fn row(request: &SubjectRequest, w: &Words, now: DateTime<Utc>) -> Row {
    Row {
        id: request.id.clone(),
        number: request.number.clone(),
        kind: choices::kind(request.kind(), w).name,
        status: status(request.state(), w),
        due: due(request, w, now),
        received_at: show::minute(request.received_at.as_ref()),
    }
}

const fn status(state: SubjectRequestState, w: &Words) -> StatusTag {
    let (class, sign) = match state {
        SubjectRequestState::Received | SubjectRequestState::Unspecified => ("st-recv", "inbox"),
        SubjectRequestState::Identified => ("st-review", "shield-check"),
        SubjectRequestState::Done => ("st-paid", "circle-check"),
        SubjectRequestState::Refused => ("st-deny", "ban"),
        SubjectRequestState::Resumed => ("st-draft", "history"),
    };
    StatusTag { class, icon: icon(sign), name: choices::state(state, w).name }
}

/// Whether somebody still waits for an answer.
fn is_open(request: &SubjectRequest) -> bool {
    matches!(request.state(), SubjectRequestState::Received | SubjectRequestState::Identified)
}

fn due(request: &SubjectRequest, w: &Words, now: DateTime<Utc>) -> Due {
    let (at, w) = (request.due_at.as_ref(), &w.subject_requests);
    let left = at.copied().and_then(proto::moment).filter(|_| is_open(request)).map(|at| at - now);
    let warning = left.filter(|left| *left < SOON).map(|left| match left.num_hours() {
        _ if left < TimeDelta::zero() => w.overdue.to_owned(),
        0 => w.minutes_left.to_owned(),
        hours => fill(w.hours_left, hours),
    });
    Due { at: show::minute(at), machine: show::machine(at), warning }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    #[test]
    fn the_last_day_is_counted_down_and_what_is_late_says_so() {
        let due_at = Some(proto::Timestamp { seconds: 1_795_000_000, nanos: 0 });
        let request = SubjectRequest { due_at, state: 1, ..SubjectRequest::default() };
        let end = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let warning = |before: TimeDelta| due(&request, Language::Japanese.words(), end - before).warning;
        assert_eq!(warning(TimeDelta::hours(24)), None);
        assert_eq!(warning(TimeDelta::minutes(24 * 60 - 1)).as_deref(), Some("あと23時間"));
        assert_eq!(warning(TimeDelta::minutes(60)).as_deref(), Some("あと1時間"));
        assert_eq!(warning(TimeDelta::minutes(59)).as_deref(), Some("あと1時間もありません"));
        assert_eq!(warning(TimeDelta::zero()).as_deref(), Some("あと1時間もありません"));
        assert_eq!(warning(TimeDelta::seconds(-1)).as_deref(), Some("期限を過ぎています"));
    }

    #[test]
    fn what_is_answered_is_not_late() {
        let late = SubjectRequest { due_at: Some(proto::Timestamp::default()), ..SubjectRequest::default() };
        for (state, expected) in [
            ("RECEIVED", true),
            ("IDENTIFIED", true),
            ("DONE", false),
            ("REFUSED", false),
            ("RESUMED", false),
        ] {
            let state =
                SubjectRequestState::from_str_name(&format!("SUBJECT_REQUEST_STATE_{state}")).unwrap();
            let request = SubjectRequest { state: state.into(), ..late.clone() };
            let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
            assert_eq!(
                due(&request, Language::Japanese.words(), now).warning.is_some(),
                expected,
                "{state:?}"
            );
        }
    }
}
