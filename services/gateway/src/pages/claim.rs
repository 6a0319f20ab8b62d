//! One claim: the draft's form while its clinic writes it, its details afterwards and for everybody else.

mod check;
pub mod decision;
mod detail;
mod differences;
pub mod documents;
mod draft;
mod erased;
pub mod inspection;
pub mod labels;
pub mod returning;
pub mod submission;
pub mod treatment;
pub mod withdrawal;

use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use fault::{Fault, Kind};
use proto::claims::v1::{
    Assessment, Claim, ClaimStatus, Document, EstimateClaimRequest, GetClaimRequest, claim::State,
};
use serde::Deserialize;

use super::{
    answer::Answer,
    input::Wrong,
    names,
    show::{self, Icon, icon},
    view::{self, Closed, StatusTag},
    visit::{Visit, request_id},
};
use crate::{
    claim_status,
    context::Language,
    words::{Words, fill},
};

/// What the address may say was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    done: String,
}

/// What a claim's page says besides the claim.
#[derive(Default)]
struct Said {
    /// What was just done.
    notice: Option<String>,
    /// Whether somebody else was faster.
    stale: bool,
    /// Whether the form shows what is not saved.
    unsaved: bool,
    /// What is wrong with the form.
    wrong: Wrong,
    /// The reason chosen in the form of a denial.
    reason_code: String,
    /// The explanation typed in it.
    explanation: String,
    /// What was typed in the form of a return, if that was sent.
    returning: Option<returning::Typed>,
    /// The status.
    status: StatusCode,
}

/// The head of a claim's pages.
pub struct Head {
    id: String,
    revision: i64,
    reference: String,
    status: StatusTag,
    species: (&'static str, Icon),
    pet_name: String,
    policyholder: String,
    policy_number: String,
    insurer: String,
    clinic: String,
    changed: String,
}

/// A document in a list.
pub struct DocumentRow {
    id: String,
    href: String,
    icon: Icon,
    file_name: String,
    kind: &'static str,
    size: String,
    /// Whether the insurer has it, so that it stays.
    stays: bool,
    remove: String,
    request_id: String,
}

/// A computed benefit.
pub struct Computation {
    total: String,
    eligible: String,
    benefit: String,
    owner_share: String,
    steps: Vec<Step>,
    lines: Vec<AssessedLine>,
    /// What an approval would come to; denied where nothing is to be paid.
    outcome: ClaimStatus,
    /// Why nothing is to be paid.
    reason_code: String,
}

/// A step of it.
pub struct Step {
    unit: String,
    explanation: String,
    yen: String,
}

/// What becomes of a line.
pub struct AssessedLine {
    number: usize,
    explanation: String,
    is_cut: bool,
    yen: String,
}

impl Computation {
    /// Whether nothing or not all is paid of some line.
    fn has_cut(&self) -> bool {
        self.cut().next().is_some()
    }

    /// The lines of which nothing or not all is paid.
    fn cut(&self) -> impl Iterator<Item = &AssessedLine> {
        self.lines.iter().filter(|line| line.is_cut)
    }
}

/// The page.
pub async fn get(visit: Visit, Path(id): Path<String>, Query(wish): Query<Wish>) -> Answer {
    let claim = load(&visit, &id).await?;
    let notice = notice(&wish.done, &claim, visit.w);
    show(&visit, &claim, Said { notice, ..Said::default() }).await
}

/// The page of a claim that somebody else changed first: as it stands now, 409, nothing done.
async fn moved_on(visit: &Visit, id: &str) -> Answer {
    let claim = load(visit, id).await?;
    show(visit, &claim, Said { stale: true, status: StatusCode::CONFLICT, ..Said::default() }).await
}

async fn show(visit: &Visit, claim: &Claim, said: Said) -> Answer {
    if let Some(closed) = Closed::of(claim) {
        return erased::page(visit, claim, closed, said, false).await;
    }
    if is_open(claim) && visit.writes_claims() {
        return draft::page(visit, claim, treatment::Form::of(claim), said).await;
    }
    detail::page(visit, claim, said).await
}

/// An address that names no claim, however odd, is one that is not there.
async fn load(visit: &Visit, id: &str) -> Result<Claim, Fault> {
    let missing = || Fault::not_found("CLAIM_NOT_FOUND");
    let answer = visit.ask(GetClaimRequest { claim_id: id.to_owned() }).await;
    let answer = answer.map_err(|fault| if fault.kind() == Kind::Invalid { missing() } else { fault })?;
    answer.claim.ok_or_else(missing)
}

/// Whether somebody else was faster: another revision, or another state.
fn is_stale(fault: &Fault) -> bool {
    let reason = fault.reason();
    matches!(reason, "CLAIM_STATE" | "CLAIM_ERASED" | "CLAIM_STOPPED")
        || (fault.kind() == Kind::Conflict && (reason.contains("STALE") || reason.contains("REVISION")))
}

/// Whether its clinic may write it.
const fn is_open(claim: &Claim) -> bool {
    matches!(claim.state, Some(State::Draft(_) | State::Returned(_)))
}

async fn head(visit: &Visit, claim: &Claim) -> Head {
    let names = names::organisations(visit, [claim.insurer_id.as_str(), claim.clinic_id.as_str()]).await;
    let receipt = view::receipt(claim.state.as_ref());
    Head {
        id: claim.id.clone(),
        revision: claim.revision,
        reference: if receipt.is_empty() { visit.w.claims.draft.to_owned() } else { receipt.to_owned() },
        status: view::status(claim_status::of(claim.state.as_ref()), visit.w),
        species: view::species(&claim.species),
        pet_name: claim.pet_name.clone(),
        policyholder: format!("{} {}", claim.policyholder_name, visit.w.claims.honorific),
        policy_number: claim.policy_number.clone(),
        insurer: names.of(&claim.insurer_id),
        clinic: names.of(&claim.clinic_id),
        changed: show::minute(claim.changed_at.as_ref()),
    }
}

fn documents(claim: &Claim, w: &Words) -> Vec<DocumentRow> {
    let submitted = claim.returns.last().map(|returned| returned.document_ids.as_slice()).unwrap_or_default();
    let row = |document: &Document| DocumentRow {
        stays: submitted.contains(&document.id),
        id: document.id.clone(),
        href: format!("/claims/{}/documents/{}", claim.id, document.id),
        icon: if document.media_type.starts_with("image/") { icon("image") } else { icon("file-text") },
        file_name: document.file_name.clone(),
        kind: view::document_kind(document.kind(), w),
        size: size(document.bytes),
        remove: fill(w.draft.remove_file, &document.file_name),
        request_id: request_id(),
    };
    claim.documents.iter().map(row).collect()
}

/// What the claim would pay now; the page is there without it.
async fn estimate(visit: &Visit, claim: &Claim) -> Option<Computation> {
    if claim.treatment.as_ref().is_none_or(|treatment| treatment.lines.is_empty()) {
        return None;
    }
    let answer =
        visit.ask(EstimateClaimRequest { claim_id: claim.id.clone(), treatment: None }).await.ok()?;
    answer.assessment.as_ref().map(|assessment| computation(assessment, visit.language))
}

fn computation(assessment: &Assessment, language: Language) -> Computation {
    let steps = assessment.steps.iter().map(|step| Step {
        unit: language.pick(&step.unit, &step.english_unit).clone(),
        explanation: language.pick(&step.explanation, &step.english_explanation).clone(),
        yen: show::yen(step.yen),
    });
    let lines = (1..).zip(&assessment.lines).map(|(number, line)| AssessedLine {
        number,
        explanation: language.pick(&line.explanation, &line.english_explanation).clone(),
        is_cut: !line.reason_code.is_empty(),
        yen: show::yen(line.benefit_yen),
    });
    Computation {
        total: show::yen(assessment.total_yen),
        eligible: show::yen(assessment.eligible_yen),
        benefit: show::yen(assessment.benefit_yen),
        owner_share: show::yen(assessment.owner_share_yen),
        steps: steps.collect(),
        lines: lines.collect(),
        outcome: assessment.outcome(),
        reason_code: assessment.reason_code.clone(),
    }
}

fn notice(done: &str, claim: &Claim, w: &Words) -> Option<String> {
    let receipt = view::receipt(claim.state.as_ref());
    match (done, &claim.state) {
        ("started", _) => Some(w.draft.started.to_owned()),
        ("saved", _) => Some(w.draft.saved.to_owned()),
        ("attached", _) => Some(w.draft.attached.to_owned()),
        ("removed", _) => Some(w.draft.removed.to_owned()),
        ("labels", _) => Some(w.claims.done_labels.to_owned()),
        ("labels_late", _) => Some(w.claims.labels_late.to_owned()),
        ("submitted", _) if !receipt.is_empty() => Some(fill(w.claims.done_submitted, receipt)),
        ("approved", Some(State::Approved(state))) => {
            let assessment = state.assessment.as_ref()?;
            let is_absorbed = assessment.outcome() == ClaimStatus::Absorbed;
            let paid = || fill(w.claims.done_approved, show::yen(assessment.benefit_yen));
            Some(if is_absorbed { w.claims.done_absorbed.to_owned() } else { paid() })
        }
        ("returned", Some(State::Returned(_))) => Some(w.claims.done_returned.to_owned()),
        ("withdrawn", Some(State::Withdrawn(_))) => Some(w.claims.done_withdrawn.to_owned()),
        ("denied", Some(State::Denied(_))) => Some(w.claims.done_denied.to_owned()),
        _ => None,
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        0..1024 => format!("{bytes}B"),
        1024..1_048_576 => format!("{}KB", bytes / 1024),
        _ => format!("{}.{}MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_short() {
        assert_eq!([size(12), size(862_000), size(13_012_342)], ["12B", "841KB", "12.4MB"]);
    }
}
