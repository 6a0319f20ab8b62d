//! The draft's page: policy, treatment, documents, estimate, what is missing, and submission.

use askama::Template;
use proto::claims::v1::Claim;

use super::{Computation, DocumentRow, Head, Said, documents, estimate, head, treatment::Form};
use crate::{
    pages::{
        answer::{Answer, page_with},
        input::Wrong,
        visit::{Shell, Visit, request_id},
    },
    words::{Words, fill},
};

/// The consent text shown beside the box; it changes with the words.
pub const CONSENT: &str = "2026-11";

#[derive(Template)]
#[template(path = "claim/draft.html")]
struct Page {
    shell: Shell,
    head: Head,
    stale: bool,
    form: Form,
    documents: Vec<DocumentRow>,
    estimate: Option<Computation>,
    checks: Vec<Check>,
    keys: Keys,
    consent_version: &'static str,
    wrong: Wrong,
    summary: String,
}

struct Check {
    done: bool,
    name: &'static str,
    field: &'static str,
    missing: &'static str,
}

/// A request id for each form of the page.
struct Keys {
    save: String,
    upload: String,
    submit: String,
}

/// The page.
pub(super) async fn page(visit: &Visit, claim: &Claim, form: Form, said: Said) -> Answer {
    let (head, estimate) = tokio::join!(head(visit, claim), estimate(visit, claim));
    page_with(
        said.status,
        &Page {
            shell: visit.shell_saying(said.notice),
            head,
            stale: said.stale,
            form,
            documents: documents(claim, visit.w),
            estimate,
            checks: checks(claim, visit.w),
            keys: Keys { save: request_id(), upload: request_id(), submit: request_id() },
            consent_version: CONSENT,
            summary: fill(visit.w.errors.summary, said.wrong.count()),
            wrong: said.wrong,
        },
    )
}

fn checks(claim: &Claim, w: &Words) -> Vec<Check> {
    let treatment = claim.treatment.clone().unwrap_or_default();
    let d = &w.draft;
    let check = |done: bool, name, field, missing| Check { done, name, field, missing };
    vec![
        check(!treatment.diagnosis.is_empty(), d.check_diagnosis, "diagnosis", d.open),
        check(!treatment.onset_on.is_empty(), d.check_onset, "onset_on", d.open),
        check(!treatment.lines.is_empty(), d.check_lines, "l0_item", d.open),
        check(!claim.documents.is_empty(), d.check_documents, "file", d.open_documents),
    ]
}
