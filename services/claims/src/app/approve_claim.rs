//! Approves a submitted claim for the computed benefit, taken from the policy's limits in the same transaction.

use ::store::Tx;
use fault::Fault;
use feed::Operator;
use ids::ClaimId;
use money::Yen;
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim, refusal};
use crate::{
    domain::{
        access::Act,
        claim::{Approved, Claim, Outcome, Status},
        policy::Paid,
    },
    facts,
    store::{Seals, claims, counts, policies},
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
        let approved = claim.approve(&paid.history(), revision, self.now())?;
        let answer = keep(&tx, seals, (&claim, approved), &mut paid, by.operator()).await?;
        tx.remember(&attempt, &answer).await?;
        tx.commit().await?;
        Ok(answer)
    }
}

/// Keeps an approval, whoever decided it, with what it takes from the policy's limits; the policy's row is locked.
pub(super) async fn keep(
    tx: &Tx,
    seals: Seals<'_>,
    (claim, Approved { event, outcome, taken }): (&Claim, Approved),
    paid: &mut Paid,
    operator: Operator,
) -> Result<ClaimApproved, Fault> {
    let benefit = paid.take(taken).map_err(refusal::sum)?;
    policies::keep_paid(tx, claim.cover.policy, paid).await?;
    claims::update(tx, seals, claim, &event).await?;
    counts::moved(tx, claim, Some(Status::Submitted)).await?;
    feed::tell(tx, &facts::of_claim(claim, &event, operator)).await?;
    Ok(ClaimApproved { revision: claim.revision, benefit, outcome })
}
