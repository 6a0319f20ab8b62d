//! Withdraws a claim for its clinic, before it is decided.

use fault::Fault;
use ids::ClaimId;
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim};
use crate::{
    domain::access::Act,
    facts,
    store::{claims, counts},
};

/// The claim is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimWithdrawn {
    /// Its revision.
    pub revision: i64,
}

impl App {
    /// Withdraws a claim.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it is a draft or decided.
    pub async fn withdraw_claim(&self, by: &By, id: ClaimId, revision: i64) -> Result<ClaimWithdrawn, Fault> {
        self.keys.with_keys(|| self.withdraw(by, id, revision)).await
    }

    async fn withdraw(&self, by: &By, id: ClaimId, revision: i64) -> Result<ClaimWithdrawn, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "withdraw_claim").await?;
        let attempt = by.attempt("WithdrawClaim", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "withdraw_claim");
        let mut claim = claims::get_for_change(&tx, seals, id).await?.ok_or_else(no_claim)?;
        let before = claim.state.status();
        let event = claim.withdraw(revision, self.now())?;
        claims::update(&tx, seals, &claim, &event).await?;
        counts::moved(&tx, &claim, Some(before)).await?;
        let answer = ClaimWithdrawn { revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
