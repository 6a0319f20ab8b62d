//! What stays of a claim when what is personal in it is erased, with its insurer or because a policyholder asked for it: what a
//! receipt says. Nothing can be done with it any more.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{ClaimId, OrganisationId};
use money::Yen;

use super::claim::{Claim, Status};

/// A claim as it is kept: whole, or what stays of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept<T> {
    /// All of it.
    Whole(T),
    /// What stays.
    Closed(Tombstone),
}

/// What stays of a submitted claim. A draft leaves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its id.
    pub id: ClaimId,
    /// Its revision.
    pub revision: i64,
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer.
    pub insurer: OrganisationId,
    /// Where it stood.
    pub status: Status,
    /// 受付番号.
    pub receipt_number: String,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// When it was decided, if it was.
    pub decided_at: Option<DateTime<Utc>>,
    /// First 診療日.
    pub service_on: Option<NaiveDate>,
    /// 診療費の合計（税込）.
    pub total: Yen,
    /// 保険金, if it was approved.
    pub benefit: Option<Yen>,
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// When it last changed while it was whole.
    pub changed_at: DateTime<Utc>,
    /// Why the rest is not shown.
    pub why: Closed,
}

/// Why of a claim no more is shown than stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// What is personal in it was erased then.
    Erased(DateTime<Utc>),
    /// Its owner's keys are stopped, and may come back.
    Unavailable,
    /// Its policyholder has stopped its use, and may resume it.
    Stopped,
}

/// Who a claim concerns, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// The claim.
    pub claim: ClaimId,
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer, once it may see the claim.
    pub insurer: Option<OrganisationId>,
    /// 受付番号, once submitted.
    pub receipt_number: Option<String>,
}

impl Kept<Claim> {
    /// Who it concerns.
    #[must_use]
    pub fn parties(&self) -> Parties {
        match self {
            Self::Whole(claim) => {
                let submission = claim.state.submission();
                Parties {
                    claim: claim.id,
                    clinic: claim.clinic,
                    insurer: submission.map(|_| claim.insurer),
                    receipt_number: submission.map(|submission| submission.receipt_number.clone()),
                }
            }
            Self::Closed(stone) => Parties {
                claim: stone.id,
                clinic: stone.clinic,
                insurer: Some(stone.insurer),
                receipt_number: Some(stone.receipt_number.clone()),
            },
        }
    }
}
