//! 運用 > 鍵の管理: the data keys of each service that seals, how old they are, how often they were used, and how the KMS key
//! of their organisation stands. Shows no key and changes none.

use askama::Template;
use axum::extract::{Query, State};
use chrono::{DateTime, Utc};
use money::Grouped;
use proto::keys::v1::{DataKey, KeyState, KmsState, ListKeysRequest, Purpose};
use serde::Deserialize;

use super::{
    answer::{Answer, page},
    names::{self, Names},
    paging::{Paging, Place, address},
    show::{self, icon},
    view::StatusTag,
    visit::{Shell, Visit},
};
use crate::{
    Gateway,
    peers::{KeysOf, Peer},
    words::{Words, fill},
};

/// The path of the page.
const PATH: &str = "/keys";
/// The services that seal.
const SEALING: [Peer; 3] = [Peer::Accounts, Peer::Claims, Peer::Notifications];
/// Owner of the platform's own keys.
const PLATFORM: &str = "00000000-0000-0000-0000-000000000000";

/// Whose keys, and which page of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    service: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Template)]
#[template(path = "keys.html")]
struct Page {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    kms_is_silent: bool,
    paging: Paging,
}

struct Tab {
    name: &'static str,
    href: String,
    current: bool,
}

struct Row {
    organisation: String,
    purpose: &'static str,
    state: StatusTag,
    created: String,
    age: String,
    uses: String,
    version: String,
    kms: StatusTag,
}

/// The page.
pub async fn get(State(gateway): State<Gateway>, visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let peer = SEALING.into_iter().find(|peer| peer.name() == wanted.service).unwrap_or(Peer::Accounts);
    let request = ListKeysRequest { limit: 50, cursor: wanted.place.cursor.clone() };
    let found = visit.ask(KeysOf { peer, page: request }).await?;
    let names = names::organisations(&visit, found.keys.iter().map(|key| key.organisation_id.as_str())).await;
    let now = gateway.clock.now();
    let rows = found.keys.iter().map(|key| row(key, &names, now, visit.w)).collect();
    page(&Page {
        tabs: SEALING.into_iter().map(|one| tab(one, one == peer, visit.w)).collect(),
        rows,
        kms_is_silent: found.keys.iter().any(|key| key.kms_state() == KmsState::Unspecified),
        paging: Paging::around(PATH, &[("service", peer.name())], &wanted.place, &found.next_cursor),
        shell: visit.shell(),
    })
}

fn tab(peer: Peer, current: bool, w: &Words) -> Tab {
    let name = match peer {
        Peer::Claims => w.operations.claims,
        Peer::Notifications => w.operations.notifications,
        _ => w.operations.accounts,
    };
    Tab { name, href: address(PATH, &[("service", peer.name())]), current }
}

fn row(key: &DataKey, names: &Names, now: DateTime<Utc>, w: &Words) -> Row {
    let days = key.created_at.and_then(proto::moment).map_or(0, |made| (now - made).num_days().max(0));
    let organisation = match key.organisation_id.as_str() {
        PLATFORM => w.operations.platform.to_owned(),
        id => names.get(id).unwrap_or(id).to_owned(),
    };
    Row {
        organisation,
        purpose: purpose(key.purpose(), w),
        state: state(key.state(), w),
        created: show::minute(key.created_at.as_ref()),
        age: fill(w.operations.days, days),
        uses: if key.purpose() == Purpose::Indexes {
            show::NOTHING.to_owned()
        } else {
            Grouped(key.uses).to_string()
        },
        version: key.kms_version.clone(),
        kms: kms(key.kms_state(), w),
    }
}

const fn purpose(purpose: Purpose, w: &Words) -> &'static str {
    match purpose {
        Purpose::Records => w.operations.records,
        Purpose::Documents => w.operations.documents,
        Purpose::Indexes => w.operations.indexes,
        Purpose::Secrets => w.operations.secrets,
        Purpose::Unspecified => show::NOTHING,
    }
}

const fn state(state: KeyState, w: &Words) -> StatusTag {
    let (class, sign, name) = match state {
        KeyState::Current => ("st-paid", "circle-check", w.operations.current),
        KeyState::Retired => ("st-recv", "history", w.operations.retired),
        KeyState::Discarded => ("st-draft", "ban", w.operations.discarded),
        KeyState::Unspecified => ("st-draft", "ban", show::NOTHING),
    };
    StatusTag { class, icon: icon(sign), name }
}

const fn kms(state: KmsState, w: &Words) -> StatusTag {
    let (class, sign, name) = match state {
        KmsState::Enabled => ("st-paid", "circle-check", w.operations.enabled),
        KmsState::Disabled => ("st-deny", "ban", w.operations.disabled),
        KmsState::DestroyScheduled => ("st-deny", "shield-alert", w.operations.destroy_scheduled),
        KmsState::Destroyed => ("st-draft", "ban", w.operations.destroyed),
        KmsState::Missing => ("st-deny", "shield-alert", w.operations.missing),
        KmsState::Unspecified => ("st-draft", "shield-alert", w.operations.silent),
    };
    StatusTag { class, icon: icon(sign), name }
}
