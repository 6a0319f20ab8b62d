//! The operator's support opens a claim that is others'. That it was opened, by whom and why, is a fact for all of them, told in
//! the transaction of the opening: either both happen or neither. Documents stay closed.

use ::store::Scope;
use fault::Fault;
use identity::Reason;
use ids::ClaimId;

use super::{App, By, allow, no_claim};
use crate::{
    domain::{access::Act, claim::Claim, tombstone::Kept},
    facts,
    store::{Over, claims},
};

impl App {
    /// Shows any claim.
    ///
    /// # Errors
    /// `Forbidden` for everybody but support, `NotFound` when it is not there.
    pub async fn inspect_claim(&self, by: &By, id: ClaimId, reason: &Reason) -> Result<Kept<Claim>, Fault> {
        allow(by, Act::InspectClaims)?;
        self.around_closed(by, |over| self.open_for_support(by, id, reason, over)).await
    }

    async fn open_for_support(
        &self,
        by: &By,
        id: ClaimId,
        reason: &Reason,
        over: Over,
    ) -> Result<Kept<Claim>, Fault> {
        let tx = self.store.begin(Scope::Platform("inspect_claim"), "inspect_claim").await?;
        let seals = self.seals(by, "inspect_claim").without(&over);
        let claim = claims::show(&tx, seals, id).await?.ok_or_else(no_claim)?;
        feed::tell(&tx, &facts::of_inspection(&claim.parties(), reason, &by.actor, self.now())).await?;
        tx.commit().await?;
        Ok(claim)
    }
}
