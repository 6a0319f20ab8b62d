//! Computes what a draft would pay now; promises nothing.

use fault::Fault;
use ids::ClaimId;

use super::{App, By, no_claim, refusal};
use crate::{
    domain::{access::Act, benefit::Assessment, treatment::Treatment},
    store::{claims, policies},
};

impl App {
    /// Estimates a draft, with another treatment if one is given.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn estimate_claim(
        &self,
        by: &By,
        id: ClaimId,
        treatment: Option<Treatment>,
    ) -> Result<Assessment, Fault> {
        let tx = self.read(by, Act::WriteDraft, "estimate_claim").await?;
        let claim = claims::get(&tx, id).await?.ok_or_else(no_claim)?;
        drop(tx);
        let found =
            policies::look_up(&self.lookup(by, &claim.cover.policy_number, "look_up_for_estimate").await?)
                .await?;
        let policy = found.into_iter().find(|policy| policy.id == claim.cover.policy);
        let remaining = policy.and_then(|policy| policy.remaining());
        claim.estimate(treatment.as_ref().unwrap_or(&claim.treatment), remaining).map_err(refusal::sum)
    }
}
