//! The draft's page: policy, treatment, documents, estimate, what is missing, and submission.

use askama::Template;
use chrono::{DateTime, Utc};
use proto::claims::v1::Claim;

use super::{
    Computation, DocumentRow, Head, Said, documents, estimate, head, returning::Returned, treatment::Form,
};
use crate::{
    pages::{
        answer::{Answer, page_with},
        diagnoses::Diagnoses,
        input::Wrong,
        reasons::{self, Reasons},
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
    title: String,
    returned: Option<Returned>,
    mends: bool,
    stale: bool,
    form: Form,
    diagnoses: Diagnoses,
    purposes: Vec<(String, String)>,
    documents: Vec<DocumentRow>,
    estimate: Option<Computation>,
    checks: Checks,
    keys: Keys,
    withdraw_key: String,
    consent_version: &'static str,
    unsaved: bool,
    wrong: Wrong,
    summary: String,
}

/// What is still missing before submission, and where the draft stands.
pub struct Checks {
    /// The revision that the page was made from.
    pub revision: i64,
    /// What a script says about a save; empty on a page.
    pub said: String,
    /// The first field that was left out of a save; empty when none was.
    pub open: String,
    /// Each thing.
    pub rows: Vec<Check>,
}

/// One thing that a submission needs.
pub struct Check {
    /// Whether it is there.
    pub done: bool,
    /// Its name.
    pub name: &'static str,
    /// Its field.
    pub field: &'static str,
    /// What is said while it is missing.
    pub missing: &'static str,
}

/// A request id for each form of the page.
struct Keys {
    save: String,
    upload: String,
    submit: String,
}

/// The page.
pub(super) async fn page(visit: &Visit, claim: &Claim, form: Form, said: Said) -> Answer {
    let diagnoses = Diagnoses::of(visit, &form.diagnosis_code);
    let (head, estimate, diagnoses, reasons) =
        tokio::join!(head(visit, claim), estimate(visit, claim), diagnoses, Reasons::of(visit));
    let returned = Returned::of(claim, visit.language);
    page_with(
        said.status,
        &Page {
            shell: visit.shell_saying(said.notice),
            title: title(&head, returned.is_some(), visit.w),
            head,
            returned,
            mends: true,
            stale: said.stale,
            form,
            diagnoses,
            purposes: purposes(&reasons, claim),
            documents: documents(claim, visit.w),
            estimate,
            checks: Checks::of(claim, visit.w),
            keys: Keys { save: request_id(), upload: request_id(), submit: request_id() },
            withdraw_key: request_id(),
            consent_version: CONSENT,
            unsaved: said.unsaved,
            summary: fill(visit.w.errors.summary, said.wrong.count()),
            wrong: said.wrong,
        },
    )
}

fn title(head: &Head, is_returned: bool, w: &Words) -> String {
    if is_returned {
        format!("{} {}", w.draft.edit_returned, head.reference)
    } else {
        w.draft.edit_title.to_owned()
    }
}

/// What a line may be for. What one already is stays a choice even when the catalogue cannot be had.
fn purposes(reasons: &Reasons, claim: &Claim) -> Vec<(String, String)> {
    let mut choices = reasons.of_lines();
    for line in claim.treatment.iter().flat_map(|treatment| &treatment.lines) {
        let value = reasons::value(line);
        if !line.excluded_as.is_empty() && choices.iter().all(|(known, _)| *known != value) {
            choices.push((value, reasons.standing(line)));
        }
    }
    choices
}

impl Checks {
    /// What a claim still lacks.
    pub fn of(claim: &Claim, w: &Words) -> Self {
        let treatment = claim.treatment.clone().unwrap_or_default();
        let d = &w.draft;
        let check = |done: bool, name, field, missing| Check { done, name, field, missing };
        let rows = vec![
            check(!treatment.diagnosis.is_empty(), d.check_diagnosis, "diagnosis", d.open),
            check(!treatment.onset_on.is_empty(), d.check_onset, "onset_on", d.open),
            check(!treatment.lines.is_empty(), d.check_lines, "l0_item", d.open),
            check(treatment.other_insurance.is_some(), d.check_others, "other", d.open),
            check(!claim.documents.is_empty(), d.check_documents, "file", d.open_documents),
        ];
        Self { revision: claim.revision, said: String::new(), open: String::new(), rows }
    }
}

/// `保存しました 14:03`, and what was left out.
pub fn saved_at(visit: &Visit, now: DateTime<Utc>, left_out: &str) -> String {
    let d = &visit.w.draft;
    let said = fill(d.saved_at, calendar::jst(now).format("%H:%M"));
    if left_out.is_empty() { said } else { format!("{said}{}", fill(d.left_out, left_out)) }
}
