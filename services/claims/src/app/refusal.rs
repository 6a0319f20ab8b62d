//! Which fault a refusal of the domain is to a caller.

use fault::Fault;
use money::TooLarge;

use crate::domain::{claim::Refusal, tombstone::Closed};

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let words = refusal.to_string();
        match refusal {
            Refusal::State(_) => Self::refused("CLAIM_STATE").message(words),
            Refusal::Erased => Self::refused("CLAIM_ERASED").message(words),
            Refusal::Stale(_) => Self::conflict("CLAIM_STALE").message(words),
            Refusal::Gaps(gaps) => Self::invalid("CLAIM_INCOMPLETE").message(words).with_violations(gaps),
            Refusal::TooManyDocuments => Self::refused("DOCUMENT_TOO_MANY").message(words),
            Refusal::NoDocument => Self::not_found("DOCUMENT_NOT_FOUND"),
            Refusal::TooLarge(_) => too_large(),
        }
    }
}

/// Nothing more of the claim is shown.
pub(super) fn closed(why: Closed) -> Fault {
    match why {
        Closed::Erased(_) => Refusal::Erased.into(),
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
