//! Which fault a refusal of the domain is to a caller.

use fault::Fault;
use money::TooLarge;

use crate::domain::{claim::Refusal, subject_request, tombstone::Closed};

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let words = refusal.to_string();
        match refusal {
            Refusal::State(_) => Self::refused("CLAIM_STATE").message(words),
            Refusal::Erased => Self::refused("CLAIM_ERASED").message(words),
            Refusal::Stopped => Self::refused("CLAIM_STOPPED").message(words),
            Refusal::Stale(_) => Self::conflict("CLAIM_STALE").message(words),
            Refusal::Gaps(gaps) => Self::invalid("CLAIM_INCOMPLETE").message(words).with_violations(gaps),
            Refusal::TooManyDocuments => Self::refused("DOCUMENT_TOO_MANY").message(words),
            Refusal::NoDocument => Self::not_found("DOCUMENT_NOT_FOUND"),
            Refusal::DocumentSubmitted => Self::refused("DOCUMENT_SUBMITTED").message(words),
            Refusal::TooManyReturns => Self::refused("CLAIM_RETURNED_TOO_OFTEN").message(words),
            Refusal::NothingToPay(_) => Self::refused("NOTHING_TO_PAY").message(words),
            Refusal::TooLarge(_) => too_large(),
        }
    }
}

impl From<subject_request::Refusal> for Fault {
    fn from(refusal: subject_request::Refusal) -> Self {
        use subject_request::Refusal as R;
        let words = refusal.to_string();
        let wrong = |code| Self::invalid("REQUEST_INVALID").violation("asked_at", code, words.clone());
        match refusal {
            R::State => Self::refused("SUBJECT_REQUEST_STATE").message(words),
            R::Stale(_) => Self::conflict("SUBJECT_REQUEST_STALE").message(words),
            R::Future => wrong("FUTURE"),
            R::TooEarly => wrong("TOO_EARLY"),
            R::Ground => Self::invalid("REQUEST_INVALID").violation("ground", "UNEXPECTED", words),
            R::Stopped => Self::refused("SUBJECT_ALREADY_STOPPED").message(words),
            R::SamePerson => Self::refused("SUBJECT_SAME_PERSON").message(words),
            R::InForce => Self::refused("POLICY_IN_FORCE").message(words),
            R::Undecided => Self::refused("POLICY_UNDECIDED").message(words),
            R::Mismatch { kana, contact } => {
                let fields = [("stated_kana", kana), ("stated_contact", contact)];
                let another = fields.into_iter().filter(|(_, is_another)| *is_another);
                another.fold(Self::invalid("SUBJECT_MISMATCH").message(words), |fault, (field, _)| {
                    fault.violation(field, "MISMATCH", "not what is kept")
                })
            }
        }
    }
}

/// The policyholder has stopped the use of a policy, or had it deleted.
pub(super) fn policy_stopped() -> Fault {
    Fault::refused("POLICY_STOPPED").message("the policy is not used any more")
}

/// Nothing more of the claim is shown.
pub(super) fn closed(why: Closed) -> Fault {
    match why {
        Closed::Erased(_) => Refusal::Erased.into(),
        Closed::Stopped => Refusal::Stopped.into(),
        Closed::Unavailable => {
            Fault::refused("KEY_DISABLED").message("the keys of the claim's owner are stopped")
        }
    }
}

/// A sum that does not fit.
pub(super) fn sum(_: TooLarge) -> Fault {
    too_large()
}

fn too_large() -> Fault {
    Fault::invalid("AMOUNT_TOO_LARGE").violation("treatment.lines", "TOO_LARGE", "the sum is too large")
}
