//! The list of 傷病コード, the same for everybody.

use axum::Json;
use proto::claims::v1 as pb;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Refusals;
use crate::{actor::ApiCaller, problem::Problem};

/// The list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Diagnoses {
    /// In order of codes.
    items: Vec<Diagnosis>,
}

/// A diagnosis on the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Diagnosis {
    #[schema(example = "09-001")]
    code: String,
    #[schema(example = "耳")]
    category: String,
    #[schema(example = "外耳炎")]
    name: String,
    english_category: String,
    english_name: String,
}

/// The list of diagnosis codes.
#[utoipa::path(get, path = "/diagnoses", tag = "diagnoses",
    responses((status = 200, body = Diagnoses), Refusals))]
pub(super) async fn list(ApiCaller(caller): ApiCaller) -> Result<Json<Diagnoses>, Problem> {
    let items = caller.ask(pb::ListDiagnosesRequest {}).await?.diagnoses.into_iter().map(Diagnosis::from);
    Ok(Json(Diagnoses { items: items.collect() }))
}

impl From<pb::Diagnosis> for Diagnosis {
    fn from(diagnosis: pb::Diagnosis) -> Self {
        let pb::Diagnosis { code, category, name, english_name, english_category } = diagnosis;
        Self { code, category, name, english_category, english_name }
    }
}
