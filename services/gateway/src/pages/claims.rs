//! 申請一覧: the claims of the reader's organisation by status and label, newest first, with kept counts.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use proto::{
    accounts::v1::OrganisationKind,
    claims::v1::{ClaimStatus, ClaimSummary, CountClaimsRequest, ListClaimsRequest},
    labels::v1::ListLabelsRequest,
};
use serde::Deserialize;

use super::{
    answer::{Answer, page},
    names,
    paging::{Paging, Place, address},
    show::{self, Icon},
    view::{self, LabelTag, StatusTag},
    visit::{Shell, Visit},
};
use crate::words::fill;

/// Rows of a page.
const ROWS: i32 = 20;

const TABS: [ClaimStatus; 4] =
    [ClaimStatus::Draft, ClaimStatus::Submitted, ClaimStatus::Approved, ClaimStatus::Denied];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    status: String,
    label: String,
    cursor: String,
    trail: String,
}

#[derive(Template)]
#[template(path = "claims.html")]
struct Page {
    shell: Shell,
    may_submit: bool,
    tabs: Vec<Tab>,
    status: String,
    label: String,
    label_choices: Vec<LabelTag>,
    filtered: bool,
    filtered_by: Option<String>,
    clear_href: String,
    rows: Vec<Row>,
    said: String,
    paging: Paging,
}

struct Tab {
    code: &'static str,
    href: String,
    name: &'static str,
    count: Option<i64>,
    current: bool,
}

/// A claim in a list.
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its receipt number, or that it is a draft.
    pub reference: String,
    /// The organisation on the other side.
    pub partner: String,
    /// Its status.
    pub status: StatusTag,
    /// The pet's mark.
    pub species: (&'static str, Icon),
    /// The pet.
    pub pet_name: String,
    /// The owner.
    pub policyholder: String,
    /// 傷病名.
    pub diagnosis: String,
    /// First 診療日.
    pub service_on: String,
    /// 請求額.
    pub total: String,
    /// 保険金 once approved.
    pub benefit: Option<String>,
    /// Labels of the reader's organisation.
    pub labels: Vec<LabelTag>,
    /// When it last changed.
    pub changed: String,
}

/// The page.
pub async fn get(visit: Visit, Query(wish): Query<Wish>) -> Answer {
    let status = TABS.into_iter().find(|tab| status_code(*tab) == wish.status);
    let request = ListClaimsRequest {
        status: status.unwrap_or_default().into(),
        label_id: wish.label.clone(),
        limit: ROWS,
        cursor: wish.cursor.clone(),
    };
    let (list, counts, labels) =
        tokio::join!(visit.ask(request), visit.ask(CountClaimsRequest {}), labels(&visit));
    let list = list?;
    let counts: BTreeMap<i32, i64> =
        counts.unwrap_or_default().counts.iter().map(|c| (c.status, c.count)).collect();
    let rows = rows(&visit, list.claims, &labels).await;
    let filters = [("status", wish.status.as_str()), ("label", wish.label.as_str())];
    let place = Place { cursor: wish.cursor, trail: wish.trail };
    page(&Page {
        may_submit: visit.writes_claims(),
        tabs: tabs(&visit, &counts, status, &wish.label),
        filtered: status.is_some() || !wish.label.is_empty(),
        filtered_by: labels.get(&wish.label).map(|label| label.name.clone()),
        clear_href: address("/claims", &[("status", wish.status.as_str())]),
        said: if rows.is_empty() {
            visit.w.claims.empty_filtered.to_owned()
        } else {
            fill(visit.w.claims.shown, rows.len())
        },
        paging: Paging::around("/claims", &filters, &place, &list.next_cursor),
        label_choices: labels.into_values().collect(),
        rows,
        shell: visit.shell(),
        status: wish.status,
        label: wish.label,
    })
}

/// Labels of the reader's organisation by id; none when labels does not answer.
pub async fn labels(visit: &Visit) -> BTreeMap<String, LabelTag> {
    let answer = visit.ask(ListLabelsRequest { limit: 100, cursor: String::new() }).await.unwrap_or_default();
    answer.labels.iter().map(|label| (label.id.clone(), view::label(label))).collect()
}

/// Claims as rows, with the names of the organisations on the other side.
pub async fn rows(visit: &Visit, claims: Vec<ClaimSummary>, labels: &BTreeMap<String, LabelTag>) -> Vec<Row> {
    let of_insurer = visit.kind() == OrganisationKind::Insurer;
    let partner =
        |claim: &ClaimSummary| if of_insurer { claim.clinic_id.clone() } else { claim.insurer_id.clone() };
    let partners: Vec<String> = claims.iter().map(partner).collect();
    let names = names::organisations(visit, partners.iter().map(String::as_str)).await;
    claims
        .into_iter()
        .zip(partners)
        .map(|(claim, partner)| row(visit, claim, names.of(&partner), labels))
        .collect()
}

/// A status in addresses.
pub const fn status_code(status: ClaimStatus) -> &'static str {
    match status {
        ClaimStatus::Draft => "draft",
        ClaimStatus::Submitted => "submitted",
        ClaimStatus::Approved => "approved",
        ClaimStatus::Denied => "denied",
        ClaimStatus::Unspecified => "",
    }
}

fn row(visit: &Visit, claim: ClaimSummary, partner: String, labels: &BTreeMap<String, LabelTag>) -> Row {
    let w = visit.w;
    Row {
        partner,
        status: view::status(claim.status(), w),
        species: view::species(&claim.species),
        reference: if claim.receipt_number.is_empty() {
            w.claims.draft.to_owned()
        } else {
            claim.receipt_number
        },
        policyholder: format!("{} {}", claim.policyholder_name, w.claims.honorific),
        diagnosis: if claim.diagnosis.is_empty() { show::NOTHING.to_owned() } else { claim.diagnosis },
        service_on: show::day(&claim.service_on),
        total: show::yen(claim.total_yen),
        benefit: claim.benefit_yen.map(show::yen),
        labels: claim.label_ids.iter().filter_map(|id| labels.get(id).cloned()).collect(),
        changed: show::minute(claim.changed_at.as_ref()),
        id: claim.id,
        pet_name: claim.pet_name,
    }
}

fn tabs(visit: &Visit, counts: &BTreeMap<i32, i64>, chosen: Option<ClaimStatus>, label: &str) -> Vec<Tab> {
    let tab = |status: Option<ClaimStatus>| Tab {
        code: status.map_or("all", status_code),
        href: address("/claims", &[("status", status.map_or("", status_code)), ("label", label)]),
        name: status.map_or(visit.w.common.all, |status| view::status(status, visit.w).name),
        count: match status {
            _ if counts.is_empty() => None,
            None => Some(counts.values().sum()),
            Some(status) => Some(counts.get(&i32::from(status)).copied().unwrap_or(0)),
        },
        current: status == chosen,
    };
    let shown = TABS
        .into_iter()
        .filter(|status| *status != ClaimStatus::Draft || visit.kind() != OrganisationKind::Insurer);
    std::iter::once(None).chain(shown.map(Some)).map(tab).collect()
}
