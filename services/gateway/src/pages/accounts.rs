//! システム管理 > アカウント: the people of the organisation, what they may do and when they last signed in.

use askama::Template;
use axum::extract::{Query, State};
use chrono::{DateTime, Utc};
use proto::accounts::v1::{Account, AccountState, ListAccountsRequest};

use super::{
    answer::{Answer, page},
    paging::{Paging, Place},
    show, view,
    visit::{Shell, Visit},
};
use crate::{Gateway, words::Words};

/// Days without a sign-in after which an account is worth a look.
const DORMANT: i64 = 90;

#[derive(Template)]
#[template(path = "accounts.html")]
struct Page {
    shell: Shell,
    accounts: Vec<Row>,
    paging: Paging,
}

struct Row {
    name: String,
    email: String,
    roles: String,
    active: bool,
    last_sign_in: String,
    dormant: bool,
}

/// The page.
pub async fn get(State(gateway): State<Gateway>, visit: Visit, Query(place): Query<Place>) -> Answer {
    let found = visit.ask(ListAccountsRequest { limit: 50, cursor: place.cursor.clone() }).await?;
    let now = gateway.clock.now();
    page(&Page {
        accounts: found.accounts.into_iter().map(|account| row(account, now, visit.w)).collect(),
        paging: Paging::around("/accounts", &[], &place, &found.next_cursor),
        shell: visit.shell(),
    })
}

fn row(account: Account, now: DateTime<Utc>, w: &Words) -> Row {
    let last = account.last_sign_in_at.and_then(proto::moment);
    Row {
        roles: view::roles(account.roles(), w),
        active: account.state() == AccountState::Active,
        last_sign_in: last
            .map_or_else(|| w.people.never.to_owned(), |_| show::minute(account.last_sign_in_at.as_ref())),
        dormant: last.is_some_and(|last| (now - last).num_days() >= DORMANT),
        name: account.name,
        email: account.email,
    }
}
