//! How a claim is decided: approved in whole or in part, absorbed by the deductible, or denied. Refuses to approve what pays nothing:
//! that is denied, with a reason.

use chrono::{DateTime, Utc};
use ids::Personal;
use money::TooLarge;
use serde::{Deserialize, Serialize};

use super::{Claim, Event, Refusal, State, Status};
use crate::domain::{
    benefit::{Assessment, History, Taken},
    reason::Reason,
    treatment::Treatment,
};

/// What an approval comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 承認: all that the clinic claims as insured is paid, but for ratio and deductible.
    Whole,
    /// 一部承認: some of that is not, for another reason.
    Partial,
    /// 免責内: the deductible takes all of it.
    Absorbed,
}

/// How it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub decided_at: DateTime<Utc>,
    /// What it comes to.
    pub outcome: Outcome,
    /// Whether the insurer's rules approved it, and no person.
    pub automatic: bool,
    /// The computation.
    pub assessment: Assessment,
}

/// What a decision would come to, behind what was paid before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The computation.
    pub assessment: Assessment,
    /// What an approval comes to.
    pub outcome: Result<Outcome, NothingToPay>,
}

/// What an approval does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// The event.
    pub event: Event,
    /// What it comes to.
    pub outcome: Outcome,
    /// What it takes from the policy's limits.
    pub taken: Vec<Taken>,
}

/// How it was denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Why.
    pub reason: Reason,
    /// Explanation for clinic and policyholder.
    pub explanation: Personal<String>,
}

/// Nothing is to be paid, for a reason if one is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing is to be paid")]
pub struct NothingToPay(pub Option<Reason>);

impl Outcome {
    /// What approving a treatment would come to.
    ///
    /// # Errors
    /// [`NothingToPay`], with the reason of the dearest line.
    pub fn of(treatment: &Treatment, assessment: &Assessment) -> Result<Self, NothingToPay> {
        if assessment.benefit.get() == 0 {
            let is_absorbed = assessment.lines.iter().any(|line| line.cut == Some(Reason::BelowDeductible));
            let dearest = assessment.lines.iter().filter(|line| line.cut.is_some());
            let reason = dearest.max_by_key(|line| line.amount).and_then(|line| line.cut);
            return if is_absorbed { Ok(Self::Absorbed) } else { Err(NothingToPay(reason)) };
        }
        let claimed = treatment.lines.iter().zip(&assessment.lines).filter(|(line, _)| line.insured);
        let mut cuts = claimed.filter_map(|(_, line)| line.cut);
        let is_whole = cuts.all(|reason| reason == Reason::BelowDeductible);
        Ok(if is_whole { Self::Whole } else { Self::Partial })
    }

    /// The status of a claim with it.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Whole => Status::Approved,
            Self::Partial => Status::PartiallyApproved,
            Self::Absorbed => Status::Absorbed,
        }
    }

    /// From a status; none when it is not one of an approval.
    #[must_use]
    pub const fn of_status(status: Status) -> Option<Self> {
        match status {
            Status::Approved => Some(Self::Whole),
            Status::PartiallyApproved => Some(Self::Partial),
            Status::Absorbed => Some(Self::Absorbed),
            Status::Draft | Status::Submitted | Status::Returned | Status::Denied | Status::Withdrawn => None,
        }
    }
}

impl Claim {
    /// What approving it now, with a treatment, would come to.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn propose(
        &self,
        treatment: &Treatment,
        before: &History<'_>,
        now: DateTime<Utc>,
    ) -> Result<Proposal, TooLarge> {
        let received_on = self.received_on().unwrap_or_else(|| calendar::jst_date(now));
        let assessment = self.estimate(treatment, before, received_on)?;
        Ok(Proposal { outcome: Outcome::of(treatment, &assessment), assessment })
    }

    /// Approves the claim for the benefit that is computed behind what was paid before.
    ///
    /// # Errors
    /// When it is not submitted, the revision is stale, nothing is to be paid, or a sum does not fit.
    pub fn approve(
        &mut self,
        before: &History<'_>,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Approved, Refusal> {
        self.expect_submitted()?;
        self.expect(revision)?;
        let proposal = self.propose(&self.treatment, before, now)?;
        self.settle(proposal, false, now)
    }

    /// Approves the claim, as was proposed, by the rules of its insurer: nobody has to have seen it.
    ///
    /// # Errors
    /// When it is not submitted, or nothing is to be paid.
    pub fn approve_by_rules(&mut self, proposal: Proposal, now: DateTime<Utc>) -> Result<Approved, Refusal> {
        self.settle(proposal, true, now)
    }

    fn settle(
        &mut self,
        Proposal { assessment, outcome }: Proposal,
        automatic: bool,
        now: DateTime<Utc>,
    ) -> Result<Approved, Refusal> {
        let (submission, outcome) = (self.expect_submitted()?, outcome?);
        let (benefit, taken) = (assessment.benefit, assessment.taken(self.id));
        self.state =
            State::Approved(submission, Approval { decided_at: now, outcome, automatic, assessment });
        self.change(now);
        Ok(Approved { event: Event::Approved { outcome, benefit }, outcome, taken })
    }

    /// Denies the claim.
    ///
    /// # Errors
    /// When it is not submitted or the revision is stale.
    pub fn deny(&mut self, denial: Denial, revision: i64) -> Result<Event, Refusal> {
        let submission = self.expect_submitted()?;
        self.expect(revision)?;
        let now = denial.decided_at;
        self.state = State::Denied(submission, denial);
        self.change(now);
        Ok(Event::Denied)
    }
}
