//! 申請一覧: the claims of the reader's organisation by status and label, searched or whole, newest first, with
//! kept counts.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use fault::Fault;
use proto::{
    accounts::v1::OrganisationKind,
    claims::v1::{ClaimStatus, ClaimSummary, CountClaimsRequest, ListClaimsRequest, ListClaimsResponse},
    labels::v1::ListLabelsRequest,
};
use serde::Deserialize;

use super::{
    answer::{Answer, page_with},
    diagnoses::Diagnoses,
    input::Wrong,
    names,
    paging::{Paging, Place, address},
    show::{self, Icon},
    view::{self, Closed, LabelTag, StatusTag},
    visit::{Shell, Visit},
};
use crate::words::fill;

/// Rows of a page.
const ROWS: i32 = 20;

const TABS: [ClaimStatus; 8] = [
    ClaimStatus::Draft,
    ClaimStatus::Returned,
    ClaimStatus::Submitted,
    ClaimStatus::Approved,
    ClaimStatus::PartiallyApproved,
    ClaimStatus::Absorbed,
    ClaimStatus::Denied,
    ClaimStatus::Withdrawn,
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    q: String,
    status: String,
    label: String,
    diagnosis: String,
    cursor: String,
    trail: String,
}

#[derive(Template)]
#[template(path = "claims.html")]
struct Page {
    shell: Shell,
    may_submit: bool,
    tabs: Vec<Tab>,
    /// What is searched for; empty for nothing.
    q: String,
    hint: &'static str,
    wrong: Wrong,
    status: String,
    label: String,
    label_choices: Vec<LabelTag>,
    diagnosis: String,
    /// Insurers list by 傷病コード; for others there is no choice.
    diagnoses: Option<Diagnoses>,
    filtered: bool,
    filtered_by: Option<String>,
    clear_href: String,
    unsearched_href: String,
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
    /// Why neither pet nor owner is shown, if they are not.
    pub closed: Option<StatusTag>,
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
    let Wish { q, status: code, label, diagnosis, cursor, trail } = wish;
    let of_insurer = visit.kind() == OrganisationKind::Insurer;
    let (q, place) = (q.trim().to_owned(), Place { cursor, trail });
    let status = TABS.into_iter().find(|tab| status_code(*tab) == code);
    let request = ListClaimsRequest {
        status: status.unwrap_or_default().into(),
        label_id: label.clone(),
        limit: ROWS,
        cursor: place.cursor.clone(),
        search: Some(q.clone()).filter(|q| !q.is_empty()),
        diagnosis_code: if of_insurer { diagnosis.clone() } else { String::new() },
    };
    let diagnoses = async { if of_insurer { Some(Diagnoses::of(&visit, &diagnosis).await) } else { None } };
    let (list, counts, labels, diagnoses) =
        tokio::join!(visit.ask(request), visit.ask(CountClaimsRequest {}), labels(&visit), diagnoses);
    let mut wrong = Wrong::default();
    let list = list.or_else(|fault| unsearchable(&visit, fault, &mut wrong))?;
    let counts: BTreeMap<i32, i64> =
        counts.unwrap_or_default().counts.iter().map(|c| (c.status, c.count)).collect();
    let rows = rows(&visit, list.claims, &labels).await;
    let filters = [
        ("q", q.as_str()),
        ("status", code.as_str()),
        ("label", label.as_str()),
        ("diagnosis", diagnosis.as_str()),
    ];
    let [search, by_status, by_label, by_diagnosis] = filters;
    let paging = Paging::around("/claims", &filters, &place, &list.next_cursor);
    let page = Page {
        may_submit: visit.writes_claims(),
        tabs: tabs(&visit, &counts, status, [by_label, by_diagnosis, search]),
        filtered: status.is_some() || !label.is_empty() || !diagnosis.is_empty(),
        filtered_by: filtered_by(labels.get(&label), diagnoses.as_ref(), &diagnosis),
        clear_href: address("/claims", &[search, by_status]),
        unsearched_href: address("/claims", &[by_status, by_label, by_diagnosis]),
        hint: if of_insurer { visit.w.claims.search_hint_insurer } else { visit.w.claims.search_hint },
        said: said(&visit, &q, rows.len(), paging.next.is_some(), &wrong),
        paging,
        label_choices: labels.into_values().collect(),
        diagnoses,
        diagnosis,
        rows,
        shell: visit.shell(),
        q,
        wrong,
        status: code,
        label,
    };
    page_with(page.wrong.status(), &page)
}

/// A search that no service takes leaves its words beside the field, and nothing is listed.
fn unsearchable(visit: &Visit, fault: Fault, wrong: &mut Wrong) -> Result<ListClaimsResponse, Fault> {
    if !fault.violations().iter().any(|violation| violation.field == "search") {
        return Err(fault);
    }
    wrong.note("q", visit.w.claims.search_wrong);
    Ok(ListClaimsResponse::default())
}

/// What else the list is narrowed to.
fn filtered_by(label: Option<&LabelTag>, diagnoses: Option<&Diagnoses>, code: &str) -> Option<String> {
    let label = label.map(|label| label.name.clone());
    let diagnosis = diagnoses.and_then(|choices| choices.name(code)).map(str::to_owned);
    let names: Vec<String> = label.into_iter().chain(diagnosis).collect();
    (!names.is_empty()).then(|| names.join("・"))
}

/// What became of the list, in a sentence.
fn said(visit: &Visit, q: &str, rows: usize, more: bool, wrong: &Wrong) -> String {
    let w = &visit.w.claims;
    match rows {
        _ if !wrong.is_empty() => String::new(), // what is wrong says so itself
        0 if q.is_empty() => w.empty_filtered.to_owned(),
        0 if more => fill(w.search_goes_on, q),
        0 => fill(w.search_empty, q),
        rows => fill(w.shown, rows),
    }
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
        ClaimStatus::PartiallyApproved => "partially_approved",
        ClaimStatus::Absorbed => "absorbed",
        ClaimStatus::Denied => "denied",
        ClaimStatus::Returned => "returned",
        ClaimStatus::Withdrawn => "withdrawn",
        ClaimStatus::Unspecified => "",
    }
}

fn row(visit: &Visit, claim: ClaimSummary, partner: String, labels: &BTreeMap<String, LabelTag>) -> Row {
    let w = visit.w;
    Row {
        partner,
        status: view::status(claim.status(), w),
        closed: Closed::of_summary(&claim).map(|closed| closed.tag(w)),
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

fn tabs(
    visit: &Visit,
    counts: &BTreeMap<i32, i64>,
    chosen: Option<ClaimStatus>,
    [label, diagnosis, search]: [(&str, &str); 3],
) -> Vec<Tab> {
    let tab = |status: Option<ClaimStatus>| Tab {
        code: status.map_or("all", status_code),
        href: address("/claims", &[("status", status.map_or("", status_code)), label, diagnosis, search]),
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
