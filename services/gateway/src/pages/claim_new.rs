//! 新規申請, first step: the policy is looked up by its exact number, and a draft is started for it.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use fault::Kind;
use proto::claims::v1::{LookUpPolicyRequest, Policy, StartDraftRequest};
use serde::Deserialize;

use super::{
    answer::{Answer, page_with, see},
    input::Wrong,
    names::{self, Names},
    refusal,
    show::{self, Icon},
    view,
    visit::{Posted, Shell, Visit, request_id},
};
use crate::{Gateway, words::fill};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    policy_number: Option<String>,
}

#[derive(Template)]
#[template(path = "claim_new.html")]
struct Page {
    shell: Shell,
    policy_number: String,
    policies: Vec<Found>,
    wrong: Wrong,
    summary: String,
}

struct Found {
    request_id: String,
    insurer_id: String,
    policy_number: String,
    insurer: String,
    species: (&'static str, Icon),
    pet_name: String,
    pet: String,
    owner: String,
    period: String,
    in_force: bool,
    plan: String,
    ratio: String,
    remaining: String,
}

/// The look-up, and what it found.
pub async fn get(State(gateway): State<Gateway>, visit: Visit, Query(wish): Query<Wish>) -> Answer {
    let Some(number) = wish.policy_number.map(|number| number.trim().to_owned()) else {
        return form(&visit, StatusCode::OK, String::new(), vec![], Wrong::default());
    };
    let mut wrong = Wrong::default();
    if number.is_empty() {
        wrong.note("policy_number", visit.w.draft.number_needed);
        return form(&visit, StatusCode::UNPROCESSABLE_ENTITY, number, vec![], wrong);
    }
    let policies = match visit.ask(LookUpPolicyRequest { policy_number: number.clone() }).await {
        Ok(found) => found.policies,
        Err(fault) if matches!(fault.kind(), Kind::NotFound | Kind::Invalid) => vec![],
        Err(fault) if refusal::is_correctable(&fault) => {
            let wrong =
                refusal::beside(&fault, visit.language, "policy_number", |_| "policy_number".to_owned());
            return form(&visit, StatusCode::UNPROCESSABLE_ENTITY, number, vec![], wrong);
        }
        Err(fault) => return Err(fault.into()),
    };
    if policies.is_empty() {
        wrong.note("policy_number", visit.w.draft.not_found);
        return form(&visit, StatusCode::UNPROCESSABLE_ENTITY, number, vec![], wrong);
    }
    let names = names::organisations(&visit, policies.iter().map(|policy| policy.insurer_id.as_str())).await;
    let today = calendar::jst_date(gateway.clock.now());
    let found = policies.into_iter().map(|policy| found(&visit, policy, &names, today)).collect();
    form(&visit, StatusCode::OK, number, found, wrong)
}

/// Starts the draft.
pub async fn post(Posted { visit, form: sent }: Posted) -> Answer {
    let request = StartDraftRequest {
        request_id: sent.owned("request_id"),
        policy_number: sent.owned("policy_number"),
        insurer_id: sent.owned("insurer_id"),
    };
    match visit.ask(request).await {
        Ok(draft) => see(&format!("/claims/{}?done=started", draft.claim_id)),
        Err(fault) if fault.kind() == Kind::NotFound || refusal::is_correctable(&fault) => {
            let wrong =
                refusal::beside(&fault, visit.language, "policy_number", |_| "policy_number".to_owned());
            form(&visit, StatusCode::UNPROCESSABLE_ENTITY, sent.owned("policy_number"), vec![], wrong)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn form(
    visit: &Visit,
    status: StatusCode,
    policy_number: String,
    policies: Vec<Found>,
    wrong: Wrong,
) -> Answer {
    let summary = fill(visit.w.errors.summary, wrong.count());
    page_with(status, &Page { shell: visit.shell(), policy_number, policies, wrong, summary })
}

fn found(visit: &Visit, policy: Policy, names: &Names, today: NaiveDate) -> Found {
    let pet = policy.pet.unwrap_or_default();
    let owner = policy.policyholder.unwrap_or_default();
    let plan = policy.plan.unwrap_or_default();
    let d = &visit.w.draft;
    let within = |iso: &str, ok: fn(&NaiveDate, &NaiveDate) -> bool| {
        iso.parse().is_ok_and(|day: NaiveDate| ok(&day, &today))
    };
    Found {
        request_id: request_id(),
        insurer: names.of(&policy.insurer_id),
        insurer_id: policy.insurer_id,
        policy_number: policy.policy_number,
        species: view::species(&pet.species),
        pet: [pet.species, pet.breed, show::day(&pet.birth_on)].join("・"),
        pet_name: pet.name,
        owner: format!(
            "{} {}（{} {}）{}",
            owner.surname,
            owner.given_name,
            owner.surname_kana,
            owner.given_name_kana,
            visit.w.claims.honorific
        ),
        in_force: within(&policy.starts_on, NaiveDate::le) && within(&policy.ends_on, NaiveDate::ge),
        period: format!("{}〜{}", show::day(&policy.starts_on), show::day(&policy.ends_on)),
        plan: plan.name,
        ratio: format!("{}％", plan.ratio_pct),
        remaining: policy.remaining_yen.map_or_else(|| d.no_cap.to_owned(), show::yen),
    }
}
