//! The estimate of what is typed so far, as a part of the draft's page. It saves nothing and promises nothing.

use askama::Template;
use axum::extract::Path;
use proto::claims::v1::EstimateClaimRequest;

use super::form;
use crate::pages::{
    answer::{Answer, page},
    claim::{Computation, computation},
    refusal,
    visit::{Posted, Spoken},
};

#[derive(Template)]
#[template(path = "claim/estimate.html")]
struct Part {
    shell: Spoken,
    estimate: Option<Computation>,
}

/// Computes for the rows that can be read.
pub async fn post(Path(id): Path<String>, Posted { visit, form: sent }: Posted) -> Answer {
    let treatment = form::read(&sent, visit.w).treatment;
    let estimate = if treatment.lines.is_empty() {
        None
    } else {
        let request = EstimateClaimRequest { claim_id: id, treatment: Some(treatment) };
        match visit.ask(request).await {
            Ok(answer) => {
                answer.assessment.as_ref().map(|assessment| computation(assessment, visit.language))
            }
            // Saving says what is wrong; here there is only nothing to compute.
            Err(fault) if refusal::is_correctable(&fault) => None,
            Err(fault) => return Err(fault.into()),
        }
    };
    page(&Part { shell: visit.spoken(), estimate })
}
