//! What an automatic check has found → message.

use ids::ClaimId;
use proto::{claims::v1 as pb, timestamp};

use crate::domain::check::{Checked, Code, Finding};

pub(super) fn check(checked: Checked) -> pb::claim::Check {
    let Checked { at, findings } = checked;
    let findings = findings.into_iter().map(finding).collect();
    pb::claim::Check { checked_at: Some(timestamp(at)), findings }
}

fn finding(finding: Finding) -> pb::claim::Finding {
    let Finding { code: what, line, claim } = finding;
    let line = line.map_or(0, |place| i32::from(place).saturating_add(1));
    let claim_id = claim.as_ref().map(ClaimId::to_string).unwrap_or_default();
    pb::claim::Finding { code: code(what).into(), line, claim_id }
}

const fn code(code: Code) -> pb::FindingCode {
    match code {
        Code::Duplicate => pb::FindingCode::Duplicate,
        Code::SameDocument => pb::FindingCode::SameDocument,
        Code::SameLine => pb::FindingCode::SameLine,
        Code::EarlyOnset => pb::FindingCode::EarlyOnset,
        Code::NothingToPay => pb::FindingCode::NothingToPay,
        Code::AboveLimit => pb::FindingCode::AboveLimit,
        Code::Sampled => pb::FindingCode::Sampled,
    }
}
