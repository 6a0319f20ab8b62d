//! Denies a submitted claim with a reason that clinic and policyholder can read.

use fault::Fault;
use ids::{ClaimId, Personal};
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim};
use crate::{
    domain::{
        access::Act,
        claim::{Denial, Status},
        reason::Reason,
    },
    facts,
    store::{claims, counts},
};

/// The claim is denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDenied {
    /// Its revision.
    pub revision: i64,
}

impl App {
    /// Denies a claim.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it is not submitted.
    pub async fn deny_claim(
        &self,
        by: &By,
        id: ClaimId,
        revision: i64,
        reason: Reason,
        explanation: Personal<String>,
    ) -> Result<ClaimDenied, Fault> {
        let denial = Denial { decided_at: self.now(), reason, explanation };
        self.keys.with_keys(|| self.deny(by, id, revision, denial.clone())).await
    }

    async fn deny(&self, by: &By, id: ClaimId, revision: i64, denial: Denial) -> Result<ClaimDenied, Fault> {
        let tx = self.begin(by, Act::Decide, "deny_claim").await?;
        let attempt = by.attempt("DenyClaim", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "deny_claim");
        let mut claim = claims::get_for_change(&tx, seals, id).await?.ok_or_else(no_claim)?;
        let event = claim.deny(denial, revision)?;
        claims::update(&tx, seals, &claim, &event).await?;
        counts::moved(&tx, &claim, Some(Status::Submitted)).await?;
        let answer = ClaimDenied { revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
