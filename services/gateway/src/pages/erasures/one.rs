//! One erasure: all that is known of it, and what the reader may do with it now. Who has requested it sees that somebody
//! else must confirm, and no form for that.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use fault::{Fault, Kind};
use proto::accounts::v1::{Erasure, ErasureState, GetErasureRequest};
use serde::Deserialize;

use super::{allowed, is_over, is_own, next, status};
use crate::{
    Gateway,
    pages::{
        answer::{Answer, page_with},
        input::Wrong,
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

/// What the page says besides the erasure.
#[derive(Default)]
pub(super) struct Said {
    /// What was just done.
    pub(super) notice: Option<String>,
    /// Whether somebody else was faster.
    pub(super) stale: bool,
    /// What is wrong with the form.
    pub(super) wrong: Wrong,
    /// The name as it was typed.
    pub(super) typed: String,
    /// The status.
    pub(super) status: StatusCode,
}

/// What may be done about an erasure that waits.
enum Step {
    /// The contract runs.
    Early(String),
    /// Another person has to confirm it.
    Other,
    /// The reader may.
    Confirm,
}

#[derive(Template)]
#[template(path = "erasures/one.html")]
struct Page {
    shell: Shell,
    id: String,
    revision: i64,
    organisation: String,
    status: StatusTag,
    next: String,
    contract_ended_on: String,
    reference: String,
    received_on: String,
    requested: Act,
    settled: Option<Settled>,
    step: Option<Step>,
    running: bool,
    result: Option<End>,
    confirm_warning: String,
    confirm_hint: String,
    typed: String,
    confirm_key: String,
    cancel_key: String,
    stale: bool,
    wrong: Wrong,
    summary: String,
}

/// Somebody did something.
struct Act {
    by: String,
    at: String,
    machine: String,
}

/// Confirmed or withdrawn.
struct Settled {
    who: &'static str,
    when: &'static str,
    act: Act,
}

/// What is left, and until when.
struct End {
    keys_destroyed_at: String,
    keys_gone_at: Option<String>,
    backups_gone_on: String,
}

/// The page.
pub async fn get(
    State(gateway): State<Gateway>,
    visit: Visit,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Answer {
    allowed(&visit)?;
    let w = &visit.w.erasures;
    let notice = match wish.done.as_str() {
        "requested" => Some(w.said_requested.to_owned()),
        "confirmed" => Some(w.said_confirmed.to_owned()),
        "cancelled" => Some(w.said_cancelled.to_owned()),
        _ => None,
    };
    page(&visit, gateway.clock.now(), &id, Said { notice, ..Said::default() }).await
}

/// The erasure as it stands now.
pub(super) async fn page(visit: &Visit, now: DateTime<Utc>, id: &str, said: Said) -> Answer {
    let erasure = load(visit, id).await?;
    let (w, state) = (&visit.w.erasures, erasure.state());
    let people = [erasure.requested_by.as_str(), erasure.settled_by.as_str()];
    let people = names::people(visit, people).await;
    let act = |by: &str, at: Option<&proto::Timestamp>| Act {
        by: people.of(by),
        at: show::minute(at),
        machine: show::machine(at),
    };
    let settled = (!erasure.settled_by.is_empty()).then(|| {
        let withdrawn = state == ErasureState::Cancelled;
        Settled {
            who: if withdrawn { w.cancelled_by } else { w.confirmed_by },
            when: if withdrawn { w.cancelled_at } else { w.confirmed_at },
            act: act(&erasure.settled_by, erasure.settled_at.as_ref()),
        }
    });
    page_with(
        said.status,
        &Page {
            shell: visit.shell_saying(said.notice),
            status: status(state, visit.w),
            next: next(&erasure, visit, now),
            contract_ended_on: show::long_day(&erasure.contract_ended_on, visit.language),
            received_on: show::long_day(&erasure.instruction_received_on, visit.language),
            requested: act(&erasure.requested_by, erasure.requested_at.as_ref()),
            settled,
            step: (state == ErasureState::Requested).then(|| step(&erasure, visit, now)),
            running: state == ErasureState::Confirmed,
            result: (state == ErasureState::Done).then(|| end(&erasure, visit)),
            confirm_warning: fill(w.confirm_warning, &erasure.organisation_name),
            confirm_hint: fill(w.confirm_hint, &erasure.organisation_name),
            typed: said.typed,
            confirm_key: request_id(),
            cancel_key: request_id(),
            stale: said.stale,
            summary: fill(visit.w.errors.summary, said.wrong.count()),
            wrong: said.wrong,
            id: erasure.id,
            revision: erasure.revision,
            organisation: erasure.organisation_name,
            reference: erasure.instruction_reference,
        },
    )
}

/// An address that names no erasure, however odd, is one that is not there.
async fn load(visit: &Visit, id: &str) -> Result<Erasure, Fault> {
    let missing = || Fault::not_found("ERASURE_NOT_FOUND");
    let answer = visit.ask(GetErasureRequest { erasure_id: id.to_owned() }).await;
    let answer = answer.map_err(|fault| if fault.kind() == Kind::Invalid { missing() } else { fault })?;
    answer.erasure.ok_or_else(missing)
}

fn step(erasure: &Erasure, visit: &Visit, now: DateTime<Utc>) -> Step {
    if is_own(erasure, visit) {
        return Step::Other;
    }
    if !is_over(erasure, now) {
        let last = show::long_day(&erasure.contract_ended_on, visit.language);
        return Step::Early(fill(visit.w.erasures.too_early, last));
    }
    Step::Confirm
}

fn end(erasure: &Erasure, visit: &Visit) -> End {
    let gone = erasure.keys_gone_at.as_ref();
    End {
        keys_destroyed_at: show::minute(erasure.keys_destroyed_at.as_ref()),
        keys_gone_at: gone.map(|gone| show::minute(Some(gone))),
        backups_gone_on: show::long_day(&erasure.backups_gone_on, visit.language),
    }
}
