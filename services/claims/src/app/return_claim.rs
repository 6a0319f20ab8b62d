//! Returns a submitted claim to its clinic, which mends it and submits it again.

use fault::Fault;
use ids::ClaimId;
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim};
use crate::{
    domain::{
        access::Act,
        claim::{Mending, Status},
    },
    facts,
    store::{claims, counts},
};

/// The claim is with its clinic again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimReturned {
    /// Its revision.
    pub revision: i64,
}

impl App {
    /// Returns a claim.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Invalid` when a point is of no place in it or the day is over, `Refused` when it is not
    /// submitted or was returned too often.
    pub async fn return_claim(
        &self,
        by: &By,
        id: ClaimId,
        revision: i64,
        mending: Mending,
    ) -> Result<ClaimReturned, Fault> {
        self.keys.with_keys(|| self.give_back(by, id, revision, mending.clone())).await
    }

    async fn give_back(
        &self,
        by: &By,
        id: ClaimId,
        revision: i64,
        mending: Mending,
    ) -> Result<ClaimReturned, Fault> {
        let tx = self.begin(by, Act::Decide, "return_claim").await?;
        let attempt = by.attempt("ReturnClaim", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "return_claim");
        let mut claim = claims::get_for_change(&tx, seals, id).await?.ok_or_else(no_claim)?;
        let event = claim.give_back(mending, revision, self.now())?;
        claims::update(&tx, seals, &claim, &event).await?;
        counts::moved(&tx, &claim, Some(Status::Submitted)).await?;
        let answer = ClaimReturned { revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
