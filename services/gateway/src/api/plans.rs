//! Published plans (商品・支払基準): versions, their terms and worked examples.

use axum::{
    extract::{OriginalUri, Path},
    http::StatusCode,
    response::Response,
};
use fault::Fault;
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    answer::{Refusals, at_address, tagged},
    input::{ApiJson, ApiQuery},
    names::{text, time},
    page::{Page, PageQuery, Paged},
    preconditions::RequestId,
};
use crate::{actor::ApiCaller, problem::Problem};

/// A version of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanVersion {
    id: String,
    revision: i64,
    code: String,
    name: String,
    /// Which version of its code, from 1.
    version: i32,
    #[schema(format = Date)]
    valid_from: String,
    /// Included; null for the last version.
    #[schema(format = Date)]
    valid_until: Option<String>,
    ratio_pct: i32,
    /// The most that it pays in a year; null where nothing bounds it.
    annual_maximum_yen: Option<i64>,
    #[schema(format = DateTime)]
    published_at: Option<String>,
}

/// A version with its terms and worked examples.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanShown {
    #[serde(flatten)]
    version: PlanVersion,
    /// The terms, as docs/plans.md describes them.
    definition: Value,
    examples: Vec<WorkedExample>,
}

/// A worked example that has come out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkedExample {
    id: String,
    description: String,
    benefit_yen: i64,
    steps: Vec<ExampleStep>,
}

/// A step of a worked example.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ExampleStep {
    unit: String,
    explanation: String,
    yen: i64,
}

/// A version to be published.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlan {
    /// The terms, as docs/plans.md describes them; `code` and `name` must be there.
    definition: Value,
    /// Worked examples: cases without plans, at least one. All must come out to the yen.
    examples: Value,
    /// From when it is valid: later than the version before, which ends the day before.
    #[schema(format = Date)]
    valid_from: String,
}

/// It is published.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Published {
    id: String,
    revision: i64,
    /// Which version of its code.
    version: i32,
}

/// Lists the versions of the insurer's plans, newest first.
#[utoipa::path(get, path = "/plans", tag = "plans", params(PageQuery),
    responses((status = 200, body = Page<PlanVersion>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> Result<Paged<PlanVersion>, Problem> {
    let (limit, cursor) = query.parts()?;
    let answer = caller.ask(pb::ListPlansRequest { limit, cursor }).await?;
    Ok(Page::new(answer.plans, answer.next_cursor).linked(&uri))
}

/// Publishes a version of a plan. It never changes afterwards: policies are decided by it.
#[utoipa::path(post, path = "/plans", tag = "plans", request_body = NewPlan,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Published), Refusals))]
pub(super) async fn publish(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(NewPlan { definition, examples, valid_from }): ApiJson<NewPlan>,
) -> Result<Response, Problem> {
    let (definition, examples) = (definition.to_string(), examples.to_string());
    let request = pb::PublishPlanRequest { request_id, definition, examples, valid_from };
    let pb::PublishPlanResponse { plan_id: id, revision, version } = caller.ask(request).await?;
    let published = Published { id, revision, version };
    Ok(at_address("plans", &published.id, tagged(StatusCode::CREATED, revision, &published)))
}

/// Shows a version with its terms, and with its worked examples computed step by step.
#[utoipa::path(get, path = "/plans/{plan_id}", tag = "plans", params(("plan_id" = String, Path)),
    responses((status = 200, body = PlanShown), Refusals))]
pub(super) async fn get(
    ApiCaller(caller): ApiCaller,
    Path(plan_id): Path<String>,
) -> Result<Response, Problem> {
    let pb::GetPlanResponse { plan, definition, examples } =
        caller.ask(pb::GetPlanRequest { plan_id }).await?;
    let plan = plan.ok_or_else(|| Fault::not_found("PLAN_NOT_FOUND"))?;
    let shown = PlanShown {
        definition: serde_json::from_str(&definition).unwrap_or_default(),
        examples: examples.into_iter().map(Into::into).collect(),
        version: plan.into(),
    };
    Ok(tagged(StatusCode::OK, shown.version.revision, &shown))
}

impl From<pb::PlanVersion> for PlanVersion {
    fn from(plan: pb::PlanVersion) -> Self {
        Self {
            id: plan.id,
            revision: plan.revision,
            code: plan.code,
            name: plan.name,
            version: plan.version,
            valid_from: plan.valid_from,
            valid_until: text(plan.valid_until),
            ratio_pct: plan.ratio_pct,
            annual_maximum_yen: plan.annual_maximum_yen,
            published_at: time(plan.published_at),
        }
    }
}

impl From<pb::WorkedExample> for WorkedExample {
    fn from(example: pb::WorkedExample) -> Self {
        let pb::WorkedExample { id, description, benefit_yen, steps } = example;
        Self { id, description, benefit_yen, steps: steps.into_iter().map(Into::into).collect() }
    }
}

impl From<pb::ExampleStep> for ExampleStep {
    fn from(step: pb::ExampleStep) -> Self {
        let pb::ExampleStep { unit, explanation, yen } = step;
        Self { unit, explanation, yen }
    }
}
