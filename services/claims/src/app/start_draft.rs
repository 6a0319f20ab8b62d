//! Starts a draft for a policy that the clinic may look up.

use fault::Fault;
use ids::{ClaimId, OrganisationId};
use serde::{Deserialize, Serialize};

use super::{App, By, allow};
use crate::{
    domain::{
        access::Act,
        claim::Claim,
        policy::{Policy, PolicyNumber},
    },
    facts,
    store::{claims, contracts, counts, policies},
};

/// The draft exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStarted {
    /// Its id.
    pub claim: ClaimId,
    /// Its revision.
    pub revision: i64,
}

impl App {
    /// Starts a draft.
    ///
    /// # Errors
    /// `NotFound` when no contracted insurer has that policy.
    pub async fn start_draft(
        &self,
        by: &By,
        number: &PolicyNumber,
        insurer: OrganisationId,
    ) -> Result<DraftStarted, Fault> {
        allow(by, Act::WriteDraft)?;
        let policy = self.contracted_policy(by, number, insurer).await?;
        self.keys.with_keys(|| self.start(by, policy.as_ref())).await
    }

    /// The insurer's policy of that number, if the clinic has a contract with the insurer.
    async fn contracted_policy(
        &self,
        by: &By,
        number: &PolicyNumber,
        insurer: OrganisationId,
    ) -> Result<Option<Policy>, Fault> {
        let tx = self.read(by, Act::WriteDraft, "contract_for_draft").await?;
        let contracted = contracts::exists(&tx, by.actor.organisation, insurer).await?;
        drop(tx); // what is cold is asked for outside of a transaction
        if !contracted {
            return Ok(None);
        }
        let tokens = &self.tokens(&[insurer], number).await?;
        let look_up = || async move {
            let tx = self.store.read(by.lookup(tokens.clone()), "look_up_for_draft").await?;
            policies::look_up(&tx, self.seals(by, "start_draft"), number).await
        };
        let found = self.keys.with_keys(look_up).await?;
        Ok(found.into_iter().find(|policy| policy.insurer == insurer))
    }

    async fn start(&self, by: &By, policy: Option<&Policy>) -> Result<DraftStarted, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "start_draft").await?;
        let attempt = by.attempt("StartDraft", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        // Refused only now: a repeat gets its answer even when the policy has ended since.
        let policy = policy.ok_or_else(|| Fault::not_found("POLICY_NOT_FOUND"))?;
        let (claim, event) = Claim::start(ClaimId::generate(), by.actor.organisation, policy, self.now());
        claims::insert(&tx, self.seals(by, "start_draft"), &claim).await?;
        counts::moved(&tx, &claim, None).await?;
        let answer = DraftStarted { claim: claim.id, revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, &by.actor)).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
