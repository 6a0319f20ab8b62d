//! What a support code stands for, for the operator's support.

use axum::{Json, extract::Path};
use fault::Fault;
use proto::timeline::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;

use super::{answer::Refusals, names::time, page::Page};
use crate::{actor::ApiCaller, context::SupportCode, problem::Problem};

/// A problem that somebody was shown.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShownProblem {
    /// The trace.
    id: String,
    /// Problems never change: always 1.
    revision: i64,
    #[schema(example = "3F7K-9QXM")]
    support_code: String,
    /// The trace, for logs and traces.
    trace_id: String,
    /// The page or resource by its pattern.
    #[schema(example = "/claims/{id}")]
    page: String,
    /// Why, UPPER_SNAKE.
    #[schema(example = "CLAIM_NOT_FOUND")]
    reason: String,
    /// The HTTP status.
    status: i32,
    /// The release that answered.
    build: String,
    occurred_at: Option<String>,
}

/// Says what a support code stands for, for 90 days; hardly ever more than one problem.
#[utoipa::path(get, path = "/problems/{support_code}", tag = "problems",
    params(("support_code" = String, Path)), responses((status = 200, body = Page<ShownProblem>), Refusals))]
pub(super) async fn find(
    ApiCaller(caller): ApiCaller,
    Path(code): Path<String>,
) -> Result<Json<Page<ShownProblem>>, Problem> {
    let malformed = || {
        Fault::invalid("SUPPORT_CODE_INVALID").violation("support_code", "MALFORMED", "a character is wrong")
    };
    let support_code = SupportCode::parse(&code).ok_or_else(malformed)?.to_string();
    let answer = caller.ask(pb::FindProblemRequest { support_code }).await?;
    Ok(Json(Page::new(answer.problems, String::new())))
}

impl From<pb::Problem> for ShownProblem {
    fn from(problem: pb::Problem) -> Self {
        let pb::Problem { support_code, trace_id, page, reason, status, build, occurred_at } = problem;
        Self {
            id: trace_id.clone(),
            revision: 1,
            support_code,
            trace_id,
            page,
            reason,
            status,
            build,
            occurred_at: time(occurred_at),
        }
    }
}
