//! Approves a submitted claim for the computed benefit, taken from the policy's limits in the same transaction.

use fault::Fault;
use ids::ClaimId;
use money::Yen;
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim, refusal};
use crate::{
    domain::{
        access::Act,
        claim::{Approved, Outcome, Status},
    },
    facts,
    store::{claims, counts, policies},
};

/// The claim is approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimApproved {
    /// Its revision.
    pub revision: i64,
    /// 保険金.
    pub benefit: Yen,
    /// What it comes to.
    pub outcome: Outcome,
}

impl App {
    /// Approves a claim. Two claims racing for the last yen of a policy take turns at its row.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it is not submitted.
    pub async fn approve_claim(&self, by: &By, id: ClaimId, revision: i64) -> Result<ClaimApproved, Fault> {
        self.keys.with_keys(|| self.approve(by, id, revision)).await
    }

    async fn approve(&self, by: &By, id: ClaimId, revision: i64) -> Result<ClaimApproved, Fault> {
        let tx = self.begin(by, Act::Decide, "approve_claim").await?;
        let attempt = by.attempt("ApproveClaim", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "approve_claim");
        let mut claim = claims::get_for_change(&tx, seals, id).await?.ok_or_else(no_claim)?;
        let mut paid = policies::paid_for_change(&tx, claim.cover.policy).await?.ok_or_else(no_claim)?;
        let Approved { event, outcome, taken } = claim.approve(&paid.history(), revision, self.now())?;
        let benefit = paid.take(taken).map_err(refusal::sum)?;
        policies::keep_paid(&tx, claim.cover.policy, &paid).await?;
        claims::update(&tx, seals, &claim, &event).await?;
        counts::moved(&tx, &claim, Some(Status::Submitted)).await?;
        let answer = ClaimApproved { revision: claim.revision, benefit, outcome };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
