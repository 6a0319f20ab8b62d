//! What the automatic check has found of a claim, in words: for its insurer.

use proto::claims::v1::{Claim, FindingCode, claim::Finding};

use crate::{
    pages::show,
    words::{Words, fill},
};

/// The check.
pub(super) struct Check {
    pub(super) rows: Vec<Row>,
    pub(super) at: String,
}

/// A finding.
pub(super) struct Row {
    pub(super) words: String,
    /// The other claim that it is about; empty for none.
    pub(super) other: String,
}

impl Check {
    /// That of a claim, if it was checked.
    pub(super) fn of(claim: &Claim, w: &Words) -> Option<Self> {
        let check = claim.check.as_ref()?;
        let rows = check.findings.iter().map(|finding| row(finding, w)).collect();
        Some(Self { rows, at: fill(w.review_rules.checked_at, show::minute(check.checked_at.as_ref())) })
    }
}

fn row(finding: &Finding, w: &Words) -> Row {
    let r = &w.review_rules;
    let words = match finding.code() {
        FindingCode::Duplicate => r.duplicate,
        FindingCode::SameDocument => r.same_document,
        FindingCode::SameLine => r.same_line,
        FindingCode::EarlyOnset => r.early_onset,
        FindingCode::NothingToPay => r.nothing_to_pay,
        FindingCode::AboveLimit => r.above_limit,
        FindingCode::Sampled => r.sampled,
        FindingCode::Unspecified => "",
    };
    let words = match finding.line {
        0 => words.to_owned(),
        line => format!("{}：{words}", fill(r.of_line, line)),
    };
    Row { words, other: finding.claim_id.clone() }
}
