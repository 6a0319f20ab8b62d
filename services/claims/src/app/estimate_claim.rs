//! Computes what a claim would pay now; promises nothing.

use fault::Fault;
use identity::OrganisationKind;
use ids::ClaimId;

use super::{App, By, no_claim, refusal};
use crate::{
    domain::{
        access::Act,
        claim::{Claim, Proposal},
        plan::Plan,
        policy::Paid,
        treatment::Treatment,
    },
    store::{claims, policies, policy_marks},
};

/// What a claim would pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// What an approval would come to.
    pub proposal: Proposal,
    /// The plan that it was computed by.
    pub plan: Plan,
}

impl App {
    /// Estimates a claim, with another treatment if one is given.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks, `Refused` when its policyholder has stopped the policy's use.
    pub async fn estimate_claim(
        &self,
        by: &By,
        id: ClaimId,
        treatment: Option<Treatment>,
    ) -> Result<Estimate, Fault> {
        let claim = self.keys.with_keys(|| self.claim_to_estimate(by, id)).await?;
        let paid = self.paid(by, &claim).await?.unwrap_or_default().besides(claim.id);
        let treatment = treatment.as_ref().unwrap_or(&claim.treatment);
        let proposal = claim.propose(treatment, &paid.history(), self.now()).map_err(refusal::sum)?;
        Ok(Estimate { proposal, plan: claim.cover.plan })
    }

    async fn claim_to_estimate(&self, by: &By, id: ClaimId) -> Result<Claim, Fault> {
        let tx = self.read(by, Act::Estimate, "estimate_claim").await?;
        let claim = claims::get(&tx, self.seals(by, "estimate_claim"), id).await?.ok_or_else(no_claim)?;
        if policy_marks::is_closed(&tx, claim.cover.policy).await? {
            return Err(refusal::policy_stopped());
        }
        Ok(claim)
    }

    /// What the policy has paid: the insurer reads its own policy, a clinic looks it up. Nothing of it is opened.
    async fn paid(&self, by: &By, claim: &Claim) -> Result<Option<Paid>, Fault> {
        let tx = if by.actor.organisation_kind == OrganisationKind::Insurer {
            self.read(by, Act::Estimate, "read_policy_for_estimate").await?
        } else {
            let tokens = self.tokens(&[claim.insurer], &claim.cover.policy_number).await?;
            self.store.read(by.lookup(tokens), "look_up_for_estimate").await?
        };
        Ok(policies::paid(&tx, claim.cover.policy).await?)
    }
}
