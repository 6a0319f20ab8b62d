//! The status that a claim's state is: one reading for pages and API.

use proto::claims::v1::{Assessment, ClaimStatus, claim::State};

/// The status of a claim's state.
pub fn of(state: Option<&State>) -> ClaimStatus {
    match state {
        Some(State::Submitted(_)) => ClaimStatus::Submitted,
        Some(State::Approved(state)) => approved(state.assessment.as_ref()),
        Some(State::Denied(_)) => ClaimStatus::Denied,
        Some(State::Returned(_)) => ClaimStatus::Returned,
        Some(State::Withdrawn(_)) => ClaimStatus::Withdrawn,
        Some(State::Draft(_)) | None => ClaimStatus::Draft,
    }
}

/// That of an approval: what its computation comes to.
fn approved(assessment: Option<&Assessment>) -> ClaimStatus {
    match assessment.map(Assessment::outcome) {
        Some(outcome @ (ClaimStatus::PartiallyApproved | ClaimStatus::Absorbed)) => outcome,
        _ => ClaimStatus::Approved,
    }
}
