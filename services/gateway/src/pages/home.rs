//! The first page after signing in: what waits, how many claims stand where, the latest of them.
//! Each part is optional: what cannot be loaded says so, and the page is there.

use askama::Template;
use axum::extract::State;
use identity::Permission;
use proto::{
    accounts::v1::OrganisationKind,
    claims::v1::{ClaimStatus, CountClaimsRequest, ListClaimsRequest, StatusCount},
};

use super::{
    answer::{Answer, page},
    claims::{self, Row},
    show, view,
    visit::{Shell, Visit},
};
use crate::{Gateway, words::fill};

/// Days before its end at which a certificate is worth a word.
const SOON: i64 = 30;

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    shell: Shell,
    greeting: String,
    today: String,
    may_submit: bool,
    may_read: bool,
    tasks: Vec<Task>,
    counts: Option<Vec<Count>>,
    rows: Option<Vec<Row>>,
}

struct Task {
    href: String,
    text: String,
}

struct Count {
    name: &'static str,
    count: i64,
    href: String,
}

/// The page.
pub async fn get(State(gateway): State<Gateway>, visit: Visit) -> Answer {
    let may_read = visit.may(Permission::ClaimRead);
    let (counts, rows) = if may_read { load(&visit).await } else { (None, None) };
    let now = gateway.clock.now();
    let page_of = Page {
        greeting: fill(visit.w.common.greeting, &visit.who.identity.name),
        today: show::long_date(calendar::jst_date(now), visit.language),
        may_submit: visit.writes_claims(),
        may_read,
        tasks: tasks(&visit, counts.as_deref().unwrap_or_default(), now),
        counts: counts.map(|counts| counts.iter().map(|count| shown(&visit, count)).collect()),
        rows,
        shell: visit.shell(),
    };
    page(&page_of)
}

async fn load(visit: &Visit) -> (Option<Vec<StatusCount>>, Option<Vec<Row>>) {
    let latest = ListClaimsRequest { limit: 5, ..ListClaimsRequest::default() };
    let (counts, latest) = tokio::join!(visit.ask(CountClaimsRequest {}), visit.ask(latest));
    let rows = match latest {
        Ok(latest) => Some(claims::rows(visit, latest.claims, &claims::labels(visit).await).await),
        Err(_) => None,
    };
    (counts.ok().map(|answer| answer.counts), rows)
}

fn shown(visit: &Visit, count: &StatusCount) -> Count {
    let status = count.status();
    Count {
        name: view::status(status, visit.w).name,
        count: count.count,
        href: format!("/claims?status={}", claims::status_code(status)),
    }
}

fn tasks(visit: &Visit, counts: &[StatusCount], now: chrono::DateTime<chrono::Utc>) -> Vec<Task> {
    let count = |status| counts.iter().find(|count| count.status() == status).map_or(0, |count| count.count);
    let c = &visit.w.common;
    let (drafts, waiting) = (count(ClaimStatus::Draft), count(ClaimStatus::Submitted));
    let mut tasks = vec![];
    let returned = count(ClaimStatus::Returned);
    if visit.writes_claims() && returned > 0 {
        tasks.push(Task { href: "/claims?status=returned".into(), text: fill(c.claims_returned, returned) });
    }
    if visit.writes_claims() && drafts > 0 {
        tasks.push(Task { href: "/claims?status=draft".into(), text: fill(c.drafts_waiting, drafts) });
    }
    if visit.kind() == OrganisationKind::Insurer && waiting > 0 {
        tasks.push(Task { href: "/claims?status=submitted".into(), text: fill(c.claims_waiting, waiting) });
    }
    let end = visit.who.identity.certificate_not_after;
    if end.and_then(proto::moment).is_some_and(|end| (end - now).num_days() < SOON) {
        tasks.push(Task { href: String::new(), text: fill(c.certificate_ends, show::date_of(end.as_ref())) });
    }
    tasks
}
