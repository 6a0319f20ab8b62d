//! One version: what it says, and its worked examples step by step.

use askama::Template;
use axum::extract::{Path, Query};
use fault::Fault;
use proto::claims::v1::{GetPlanRequest, WorkedExample};
use serde::Deserialize;

use super::{Row, row};
use crate::{
    pages::{
        answer::{Answer, page},
        show,
        visit::{Shell, Visit},
    },
    words::fill,
};

/// What the address may say was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    done: String,
}

#[derive(Template)]
#[template(path = "plans/one.html")]
struct Page {
    shell: Shell,
    plan: Row,
    definition: String,
    examples: Vec<Example>,
}

struct Example {
    id: String,
    description: String,
    benefit: String,
    steps: Vec<Step>,
}

struct Step {
    unit: String,
    explanation: String,
    yen: String,
}

/// The page.
pub async fn get(visit: Visit, Path(plan_id): Path<String>, Query(wish): Query<Wish>) -> Answer {
    let found = visit.ask(GetPlanRequest { plan_id }).await?;
    let version = found.plan.ok_or_else(|| Fault::not_found("PLAN_NOT_FOUND"))?;
    let plan = row(&version, visit.w);
    let done = (wish.done == "published")
        .then(|| fill(visit.w.plans.published, format!("{} {}", plan.code, plan.version)));
    page(&Page {
        shell: visit.shell_saying(done),
        definition: found.definition,
        examples: found.examples.into_iter().map(example).collect(),
        plan,
    })
}

fn example(worked: WorkedExample) -> Example {
    let WorkedExample { id, description, benefit_yen, steps } = worked;
    let step = |step: proto::claims::v1::ExampleStep| Step {
        unit: step.unit,
        explanation: step.explanation,
        yen: show::yen(step.yen),
    };
    Example { id, description, benefit: show::yen(benefit_yen), steps: steps.into_iter().map(step).collect() }
}
