//! The automatic check (自動チェック) of what was submitted: what a person of the insurer should look at before it is decided. A finding is a
//! code with the line or the other claim that it is about; it accuses nobody, and no clinic sees it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use ids::ClaimId;
use serde::{Deserialize, Serialize};

use super::{
    claim::{Claim, Proposal},
    rules::Rules,
    treatment::Treatment,
};

/// An onset so many days behind the beginning of cover is looked at: it may have been there before.
const EARLY: Days = Days::new(30);

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 二重請求の疑い: another claim about the policy has a day of treatment of the same condition.
    Duplicate,
    /// Another claim about the policy has the same document, byte by byte.
    SameDocument,
    /// A line says the same as one before it.
    SameLine,
    /// 責任開始直後の発症.
    EarlyOnset,
    /// お支払いする額がない.
    NothingToPay,
    /// The benefit is more than the rules let pass.
    AboveLimit,
    /// 抜き取り: the rules give some claims to a person.
    Sampled,
}

/// A finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// The line that it is about, by its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u16>,
    /// The other claim that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<ClaimId>,
}

/// A check that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// When.
    pub at: DateTime<Utc>,
    /// What was found, in the order of the codes; nothing when a claim has passed.
    pub findings: Vec<Finding>,
}

impl Code {
    const fn alone(self) -> Finding {
        Finding { code: self, line: None, claim: None }
    }

    const fn of(self, claim: ClaimId) -> Finding {
        Finding { code: self, line: None, claim: Some(claim) }
    }
}

/// Checks a claim beside the others about its policy that are paid for or may be, by the insurer's rules, with what approving it
/// would come to.
#[must_use]
pub fn check(claim: &Claim, others: &[Claim], rules: &Rules, proposal: &Proposal) -> Vec<Finding> {
    let mut findings = same_lines(&claim.treatment);
    findings.extend(is_early(claim).then(|| Code::EarlyOnset.alone()));
    for other in others {
        findings.extend(is_same(&claim.treatment, &other.treatment).then(|| Code::Duplicate.of(other.id)));
        findings.extend(has_document_of(claim, other).then(|| Code::SameDocument.of(other.id)));
    }
    findings.extend(proposal.outcome.is_err().then(|| Code::NothingToPay.alone()));
    findings.extend((!rules.lets_pass(proposal.assessment.benefit)).then(|| Code::AboveLimit.alone()));
    findings.extend(rules.samples(claim.id).then(|| Code::Sampled.alone()));
    findings.sort_unstable();
    findings
}

fn same_lines(treatment: &Treatment) -> Vec<Finding> {
    let lines = &treatment.lines;
    let is_again = |place: &usize| {
        let line = lines.get(*place);
        lines.iter().take(*place).any(|before| Some(before) == line)
    };
    let found = |place: usize| Finding { line: u16::try_from(place).ok(), ..Code::SameLine.alone() };
    (0..lines.len()).filter(is_again).map(found).collect()
}

/// 責任開始日: the beginning, or the day behind the waiting period.
fn is_early(claim: &Claim) -> bool {
    let (cover, treatment) = (&claim.cover, &claim.treatment);
    let waited = cover.plan.waiting.last_day(treatment.cause, cover.first_starts_on);
    let begins = waited.and_then(|last| last.succ_opt()).unwrap_or(cover.first_starts_on);
    let until = begins.checked_add_days(EARLY);
    treatment.onset_on.zip(until).is_some_and(|(onset, until)| begins <= onset && onset < until)
}

/// Whether both treat the same condition on some day: by 傷病コード where both have one, else by what they call it.
fn is_same(one: &Treatment, other: &Treatment) -> bool {
    let same_condition = match (one.diagnosis_code, other.diagnosis_code) {
        (Some(one), Some(other)) => one == other,
        _ => one.diagnosis.expose().trim() == other.diagnosis.expose().trim(),
    };
    let is_treated = |on: NaiveDate| other.lines.iter().any(|line| line.service_on == on);
    same_condition && one.lines.iter().any(|line| is_treated(line.service_on))
}

fn has_document_of(claim: &Claim, other: &Claim) -> bool {
    let is_there = |sha256: &[u8; 32]| other.documents.iter().any(|document| document.sha256 == *sha256);
    claim.documents.iter().any(|document| is_there(&document.sha256))
}
