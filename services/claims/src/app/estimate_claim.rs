//! Computes what a claim would pay now; promises nothing.

use fault::Fault;
use identity::OrganisationKind;
use ids::ClaimId;
use money::Yen;

use super::{App, By, no_claim, refusal};
use crate::{
    domain::{access::Act, benefit::Assessment, claim::Cover, treatment::Treatment},
    store::{claims, policies},
};

impl App {
    /// Estimates a claim, with another treatment if one is given.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn estimate_claim(
        &self,
        by: &By,
        id: ClaimId,
        treatment: Option<Treatment>,
    ) -> Result<Assessment, Fault> {
        let tx = self.read(by, Act::Estimate, "estimate_claim").await?;
        let claim = claims::get(&tx, id).await?.ok_or_else(no_claim)?;
        drop(tx);
        let remaining = self.remaining(by, &claim.cover).await?;
        claim.estimate(treatment.as_ref().unwrap_or(&claim.treatment), remaining).map_err(refusal::sum)
    }

    /// What is left of the annual cap: the insurer reads its own policy, a clinic looks it up.
    async fn remaining(&self, by: &By, cover: &Cover) -> Result<Option<Yen>, Fault> {
        let policy = if by.actor.organisation_kind == OrganisationKind::Insurer {
            let tx = self.read(by, Act::Estimate, "read_policy_for_estimate").await?;
            policies::get(&tx, cover.policy).await?
        } else {
            let tx = self.lookup(by, &cover.policy_number, "look_up_for_estimate").await?;
            policies::look_up(&tx).await?.into_iter().find(|policy| policy.id == cover.policy)
        };
        Ok(policy.and_then(|policy| policy.remaining()))
    }
}
