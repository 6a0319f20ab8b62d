//! 運用 > 組織の消去: the list of erasures, and below it asking for one, seeing, confirming or withdrawing one, and its
//! attestation. Refuses who may not erase before it asks for anything.

mod attestation;
mod new;
mod one;
mod settling;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use chrono::{DateTime, NaiveDate, Utc};
use fault::Fault;
use identity::Permission;
use proto::accounts::v1::{Erasure, ErasureState, ListErasuresRequest};

use super::{
    answer::{Answer, page},
    names::{self, Names},
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
const PATH: &str = "/erasures";

#[derive(Template)]
#[template(path = "erasures/list.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    paging: Paging,
}

struct Row {
    id: String,
    organisation: String,
    status: StatusTag,
    contract_ended_on: String,
    requested_at: String,
    requested_by: String,
    next: String,
}

/// The list and everything below it.
pub fn router() -> Router<Gateway> {
    Router::new()
        .route(PATH, get(list).post(new::post))
        .route("/erasures/new", get(new::get))
        .route("/erasures/{erasure}", get(one::get))
        .route("/erasures/{erasure}/confirm", post(settling::confirm))
        .route("/erasures/{erasure}/cancel", post(settling::cancel))
        .route("/erasures/{erasure}/attestation/{form}", get(attestation::get))
}

async fn list(State(gateway): State<Gateway>, visit: Visit, Query(place): Query<Place>) -> Answer {
    allowed(&visit)?;
    let found = visit.ask(ListErasuresRequest { limit: 50, cursor: place.cursor.clone() }).await?;
    let people = names::people(&visit, found.erasures.iter().map(|one| one.requested_by.as_str())).await;
    let now = gateway.clock.now();
    page(&Page {
        rows: found.erasures.iter().map(|one| row(one, &people, &visit, now)).collect(),
        paging: Paging::around(PATH, &[], &place, &found.next_cursor),
        shell: visit.shell(),
    })
}

fn allowed(visit: &Visit) -> Result<(), Fault> {
    visit.needs(Permission::OrganisationErase)
}

fn row(erasure: &Erasure, people: &Names, visit: &Visit, now: DateTime<Utc>) -> Row {
    Row {
        id: erasure.id.clone(),
        organisation: erasure.organisation_name.clone(),
        status: status(erasure.state(), visit.w),
        contract_ended_on: show::day(&erasure.contract_ended_on),
        requested_at: show::minute(erasure.requested_at.as_ref()),
        requested_by: people.of(&erasure.requested_by),
        next: next(erasure, visit, now),
    }
}

const fn status(state: ErasureState, w: &Words) -> StatusTag {
    let (class, sign, name) = match state {
        ErasureState::Requested | ErasureState::Unspecified => {
            ("st-back", "circle-dashed", w.erasures.requested)
        }
        ErasureState::Confirmed => ("st-review", "shield-alert", w.erasures.confirmed),
        ErasureState::Done => ("st-paid", "circle-check", w.erasures.done),
        ErasureState::Cancelled => ("st-draft", "ban", w.erasures.cancelled),
    };
    StatusTag { class, icon: icon(sign), name }
}

fn next(erasure: &Erasure, visit: &Visit, now: DateTime<Utc>) -> String {
    let w = &visit.w.erasures;
    match erasure.state() {
        ErasureState::Confirmed => w.next_running.to_owned(),
        ErasureState::Done => fill(w.next_backups, show::day(&erasure.backups_gone_on)),
        ErasureState::Cancelled => w.next_nothing.to_owned(),
        _ if !is_over(erasure, now) => fill(w.next_early, show::day(&erasure.contract_ended_on)),
        _ if is_own(erasure, visit) => w.next_other.to_owned(),
        _ => w.next_you.to_owned(),
    }
}

/// Whether the reader has asked for it.
fn is_own(erasure: &Erasure, visit: &Visit) -> bool {
    erasure.requested_by == visit.who.identity.id
}

/// Whether the contract's last day is over in Japan.
fn is_over(erasure: &Erasure, now: DateTime<Utc>) -> bool {
    erasure.contract_ended_on.parse::<NaiveDate>().is_ok_and(|last| last < calendar::jst_date(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_is_over_on_the_day_after_in_japan() {
        let erasure = Erasure { contract_ended_on: "2026-11-30".into(), ..Erasure::default() };
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert!(!is_over(&erasure, at("2026-11-30T14:59:59Z")));
        assert!(is_over(&erasure, at("2026-11-30T15:00:00Z")));
        assert!(!is_over(&Erasure::default(), at("2026-11-30T15:00:00Z")), "what cannot be read is not over");
    }
}
