//! The catalogue of reasons why something is not paid, the same for everybody.

use axum::Json;
use proto::claims::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    answer::Refusals,
    names::{said, spelled},
};
use crate::{actor::ApiCaller, problem::Problem};

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reasons {
    /// In the order of the catalogue.
    items: Vec<Reason>,
}

/// Why something is not paid (対象外理由).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reason {
    /// It never gets another meaning.
    #[schema(example = "food")]
    code: String,
    #[schema(example = "療法食・サプリメントの費用")]
    name: String,
    english_name: String,
    /// Whether it says what a line is for, which terms may exclude; the others come out of a computation.
    of_lines: bool,
    /// Whether a whole claim may be denied for it.
    denies: bool,
    /// What may make such a line covered all the same: `inflamed` or `vaccinated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    circumstance: Option<String>,
}

/// The catalogue of reasons.
#[utoipa::path(get, path = "/reasons", tag = "reasons",
    responses((status = 200, body = Reasons), Refusals))]
pub(super) async fn list(ApiCaller(caller): ApiCaller) -> Result<Json<Reasons>, Problem> {
    let items = caller.ask(pb::ListReasonsRequest {}).await?.reasons.into_iter().map(Reason::from);
    Ok(Json(Reasons { items: items.collect() }))
}

impl From<pb::Reason> for Reason {
    fn from(reason: pb::Reason) -> Self {
        let pb::Reason { code, name, english_name, of_lines, circumstance, denies } = reason;
        Self {
            code: code.to_ascii_lowercase(),
            name,
            english_name,
            of_lines,
            denies,
            circumstance: said(spelled!(circumstance, pb::Circumstance, "CIRCUMSTANCE_")),
        }
    }
}
