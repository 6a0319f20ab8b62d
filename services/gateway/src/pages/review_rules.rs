//! マスタ管理 > 自動審査の基準: by which the insurer's claims are checked and approved without a person. Whoever may read policies sees
//! them; whoever manages policies sets them.

use askama::Template;
use axum::{Router, extract::Query, routing::get};
use fault::{Fault, Kind};
use proto::claims::v1::{GetReviewRulesRequest, ReviewRules, SetReviewRulesRequest};
use serde::Deserialize;

use super::{
    answer::{Answer, page_with, see},
    input::{self, Entered, Wrong},
    refusal, show,
    visit::{Posted, Shell, Visit, request_id},
};
use crate::{Gateway, words::fill};

const PATH: &str = "/review-rules";

/// What the address may say was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    done: String,
}

#[derive(Template)]
#[template(path = "review_rules/rules.html")]
struct Page {
    shell: Shell,
    may_set: bool,
    is_none: bool,
    told: Told,
    revision: i64,
    approves_up_to: String,
    sample: String,
    request_id: String,
    stale: bool,
    wrong: Wrong,
    summary: String,
}

/// The rules in words, for who may not set them.
struct Told {
    approves_up_to: String,
    sample: String,
}

/// What a form has besides the rules that are kept.
#[derive(Default)]
struct Said {
    typed: Option<(String, String)>,
    stale: bool,
    wrong: Wrong,
    notice: Option<String>,
}

/// The page.
pub fn router() -> Router<Gateway> {
    Router::new().route(PATH, get(show_rules).post(set))
}

async fn show_rules(visit: Visit, Query(Wish { done }): Query<Wish>) -> Answer {
    let notice = (done == "saved").then(|| visit.w.review_rules.saved.to_owned());
    show_page(&visit, Said { notice, ..Said::default() }).await
}

async fn set(Posted { visit, form }: Posted) -> Answer {
    if !visit.publishes_plans() {
        return Err(Fault::forbidden("NOT_PERMITTED").into());
    }
    let typed = || Some((form.owned("approves_up_to_yen"), form.owned("sample_pct")));
    let (most, sample) = match read(&form, &visit) {
        Ok(read) => read,
        Err(wrong) => return show_page(&visit, Said { typed: typed(), wrong, ..Said::default() }).await,
    };
    let request = SetReviewRulesRequest {
        request_id: form.owned("request_id"),
        revision: form.revision(),
        approves_up_to_yen: most,
        sample_pct: sample,
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("{PATH}?done=saved")),
        Err(fault) if fault.kind() == Kind::Conflict => {
            show_page(&visit, Said { stale: true, ..Said::default() }).await
        }
        Err(fault) if refusal::is_correctable(&fault) => {
            let wrong = refusal::beside(&fault, visit.language, "approves_up_to_yen", str::to_owned);
            show_page(&visit, Said { typed: typed(), wrong, ..Said::default() }).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn read(form: &Entered, visit: &Visit) -> Result<(Option<i64>, i32), Wrong> {
    let (mut wrong, w) = (Wrong::default(), &visit.w.review_rules);
    let most = form.has("approves_up_to_yen").then(|| input::yen(form.text("approves_up_to_yen")));
    if most.is_some_and(|most| most.is_none()) {
        wrong.note("approves_up_to_yen", w.approves_up_to_wrong);
    }
    let sample = form.text("sample_pct").parse().ok().filter(|percent| (0..=100).contains(percent));
    if sample.is_none() {
        wrong.note("sample_pct", w.sample_wrong);
    }
    sample.filter(|_| wrong.is_empty()).map(|sample| (most.flatten(), sample)).ok_or(wrong)
}

async fn show_page(visit: &Visit, said: Said) -> Answer {
    if !visit.reads_plans() {
        return Err(Fault::forbidden("NOT_PERMITTED").into());
    }
    let kept = visit.ask(GetReviewRulesRequest {}).await?.rules;
    let is_none = kept.is_none();
    let ReviewRules { revision, approves_up_to_yen: most, sample_pct } = kept.unwrap_or_default();
    let (approves_up_to, sample) = said
        .typed
        .unwrap_or_else(|| (most.map(|yen| yen.to_string()).unwrap_or_default(), sample_pct.to_string()));
    let w = &visit.w.review_rules;
    page_with(
        if said.stale { axum::http::StatusCode::CONFLICT } else { said.wrong.status() },
        &Page {
            shell: visit.shell_saying(said.notice),
            may_set: visit.publishes_plans(),
            is_none,
            told: Told {
                approves_up_to: most.map_or_else(|| w.no_approval.to_owned(), show::yen),
                sample: format!("{sample_pct}%"),
            },
            revision,
            approves_up_to,
            sample,
            request_id: request_id(),
            stale: said.stale,
            summary: fill(visit.w.errors.summary, said.wrong.count()),
            wrong: said.wrong,
        },
    )
}
