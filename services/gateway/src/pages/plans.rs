//! マスタ管理 > 商品・支払基準: the versions of the insurer's plans, one with its worked examples, and publishing the next.

mod new;
mod one;

use askama::Template;
use axum::{Router, extract::Query, routing::get};
use fault::Fault;
use proto::claims::v1::{ListPlansRequest, PlanVersion};
use serde::Deserialize;

use super::{
    answer::{Answer, page},
    paging::{Paging, Place},
    show,
    visit::{Shell, Visit},
};
use crate::{
    Gateway, edge,
    words::{Words, fill},
};

/// Where the list is.
const PATH: &str = "/plans";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    cursor: String,
    trail: String,
}

#[derive(Template)]
#[template(path = "plans/list.html")]
struct Page {
    shell: Shell,
    may_publish: bool,
    rows: Vec<Row>,
    paging: Paging,
}

/// A version, as the list and its own page show it.
struct Row {
    id: String,
    code: String,
    name: String,
    version: String,
    valid: String,
    ratio: i32,
    maximum: String,
    published_at: String,
}

/// The list and everything below it.
pub fn router() -> Router<Gateway> {
    Router::new()
        .route(PATH, get(list).post(new::post))
        .route("/plans/new", get(new::get))
        .route("/plans/{plan}", get(one::get))
        .layer(edge::plan_body())
}

async fn list(visit: Visit, Query(Wish { cursor, trail }): Query<Wish>) -> Answer {
    let place = Place { cursor, trail };
    let found = visit.ask(ListPlansRequest { limit: 50, cursor: place.cursor.clone() }).await?;
    page(&Page {
        may_publish: visit.publishes_plans(),
        rows: found.plans.iter().map(|plan| row(plan, visit.w)).collect(),
        paging: Paging::around(PATH, &[], &place, &found.next_cursor),
        shell: visit.shell(),
    })
}

fn row(plan: &PlanVersion, words: &Words) -> Row {
    let w = &words.plans;
    let day = |text: &str| text.replace('-', "/");
    let valid = if plan.valid_until.is_empty() {
        fill(w.from, day(&plan.valid_from))
    } else {
        format!("{}–{}", day(&plan.valid_from), day(&plan.valid_until))
    };
    Row {
        id: plan.id.clone(),
        code: plan.code.clone(),
        name: plan.name.clone(),
        version: fill(w.nth, plan.version),
        valid,
        ratio: plan.ratio_pct,
        maximum: plan.annual_maximum_yen.map_or_else(|| w.unbounded.to_owned(), show::yen),
        published_at: show::minute(plan.published_at.as_ref()),
    }
}

/// A page that asks nothing of claims refuses all the same.
fn allowed(visit: &Visit) -> Result<(), Fault> {
    if visit.publishes_plans() { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
}
