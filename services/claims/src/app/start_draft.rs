//! Starts a draft for a policy that the clinic may look up.

use fault::Fault;
use ids::{ClaimId, OrganisationId};
use serde::{Deserialize, Serialize};

use super::{App, By, allow, no_policy, refusal};
use crate::{
    domain::{
        access::Act,
        claim::Claim,
        policy::{Policy, PolicyNumber},
    },
    facts,
    store::{
        claims, contracts, counts,
        policies::{self, LookedUp},
        policy_marks::{self, Now},
    },
};

/// The draft exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStarted {
    /// Its id.
    pub claim: ClaimId,
    /// Its revision.
    pub revision: i64,
}

/// What the number leads to.
enum Found {
    Policy(Box<Policy>),
    /// Its holder has stopped its use.
    Closed,
    Nothing,
}

impl App {
    /// Starts a draft.
    ///
    /// # Errors
    /// `NotFound` when no contracted insurer has that policy, `Refused` when its holder has stopped its use.
    pub async fn start_draft(
        &self,
        by: &By,
        number: &PolicyNumber,
        insurer: OrganisationId,
    ) -> Result<DraftStarted, Fault> {
        allow(by, Act::WriteDraft)?;
        loop {
            let found = self.contracted_policy(by, number, insurer).await?;
            if let Some(started) = self.keys.with_keys(|| self.start(by, &found)).await? {
                return Ok(started);
            }
        }
    }

    /// The insurer's policy of that number, if the clinic has a contract with the insurer.
    async fn contracted_policy(
        &self,
        by: &By,
        number: &PolicyNumber,
        insurer: OrganisationId,
    ) -> Result<Found, Fault> {
        let tx = self.read(by, Act::WriteDraft, "contract_for_draft").await?;
        let contracted = contracts::exists(&tx, by.actor.organisation, insurer).await?;
        drop(tx); // what is cold is asked for outside of a transaction
        if !contracted {
            return Ok(Found::Nothing);
        }
        let tokens = &self.tokens(&[insurer], number).await?;
        let look_up = || async move {
            let tx = self.store.read(by.lookup(tokens.clone()), "look_up_for_draft").await?;
            policies::look_up(&tx, self.seals(by, "start_draft"), number).await
        };
        let LookedUp { policies, closed } = self.keys.with_keys(look_up).await?;
        if closed.iter().any(|(_, owner)| *owner == insurer) {
            return Ok(Found::Closed);
        }
        let found = policies.into_iter().find(|policy| policy.insurer == insurer);
        Ok(found.map_or(Found::Nothing, |policy| Found::Policy(Box::new(policy))))
    }

    /// Nothing when the policy was corrected since it was looked up: a draft says what is right.
    async fn start(&self, by: &By, found: &Found) -> Result<Option<DraftStarted>, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "start_draft").await?;
        let attempt = by.attempt("StartDraft", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(Some(answer));
        }
        // Refused only now: a repeat gets its answer even when the policy has ended since.
        let policy = match found {
            Found::Policy(policy) => policy,
            Found::Closed => return Err(refusal::policy_stopped()),
            Found::Nothing => return Err(no_policy()),
        };
        policy_marks::hold(&tx, policy.id).await?;
        match policy_marks::now(&tx, policy).await? {
            Now::Same => {}
            Now::Corrected => return Ok(None),
            Now::Closed => return Err(refusal::policy_stopped()),
        }
        let (claim, event) = Claim::start(ClaimId::generate(), by.actor.organisation, policy, self.now());
        claims::insert(&tx, self.seals(by, "start_draft"), &claim).await?;
        counts::moved(&tx, &claim, None).await?;
        let answer = DraftStarted { claim: claim.id, revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(Some(answer))
    }
}
