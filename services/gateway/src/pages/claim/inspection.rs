//! サポート: a claim of another organisation, read only, for a stated reason that is recorded on the timelines of those it concerns.
//! A POST, so that no reason stands in an address or a log; documents stay closed.

use askama::Template;
use axum::extract::Path;
use fault::Fault;
use proto::claims::v1::InspectClaimRequest;

use super::{DocumentRow, Head, Said, detail, documents, erased, head};
use crate::{
    pages::{
        answer::{Answer, page, page_with},
        input::{Entered, Wrong},
        reasons::Reasons,
        refusal,
        view::Closed,
        visit::{Posted, Shell, Visit},
    },
    words::fill,
};

#[derive(Template)]
#[template(path = "claim/inspect.html")]
struct Form {
    shell: Shell,
    id: String,
    reason: String,
    wrong: Wrong,
    summary: String,
}

#[derive(Template)]
#[template(path = "claim/inspected.html")]
struct Page {
    shell: Shell,
    head: Head,
    steps: Vec<detail::Stage>,
    treatment: detail::Treatment,
    documents: Vec<DocumentRow>,
}

/// The form.
pub async fn get(visit: Visit, Path(id): Path<String>) -> Answer {
    ask(&visit, id, &Entered::default(), Wrong::default())
}

/// Records the reason and shows the claim.
pub async fn post(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let request = InspectClaimRequest { claim_id: id.clone(), reason: form.owned("reason") };
    match visit.ask(request).await {
        Ok(answer) => {
            let claim = answer.claim.ok_or_else(|| Fault::not_found("CLAIM_NOT_FOUND"))?;
            if let Some(closed) = Closed::of(&claim) {
                return erased::page(&visit, &claim, closed, Said::default(), true).await;
            }
            let (head, reasons) = tokio::join!(head(&visit, &claim), Reasons::of(&visit));
            page(&Page {
                shell: visit.shell(),
                head,
                steps: detail::stages(&claim, visit.w),
                treatment: detail::treatment(&claim, &reasons, visit.language),
                documents: documents(&claim, visit.w),
            })
        }
        Err(fault) if fault.violations().iter().any(|wrong| wrong.field == "claim_id") => {
            Err(Fault::not_found("CLAIM_NOT_FOUND").into())
        }
        Err(fault) if refusal::is_correctable(&fault) => {
            let mut wrong = Wrong::default();
            wrong.note("reason", visit.w.timeline.reason_needed);
            ask(&visit, id, &form, wrong)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn ask(visit: &Visit, id: String, form: &Entered, wrong: Wrong) -> Answer {
    page_with(
        wrong.status(),
        &Form {
            shell: visit.shell(),
            id,
            reason: form.owned("reason"),
            summary: fill(visit.w.errors.summary, wrong.count()),
            wrong,
        },
    )
}
