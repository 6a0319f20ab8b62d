//! Starts a draft for a policy that the clinic may look up.

use fault::Fault;
use ids::{ClaimId, OrganisationId};
use serde::{Deserialize, Serialize};

use super::{App, By, allow};
use crate::{
    domain::{access::Act, claim::Claim, policy::PolicyNumber},
    facts,
    store::{claims, counts, policies},
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
        let found = policies::look_up(&self.lookup(by, number, "look_up_for_draft").await?).await?;
        let policy = found.into_iter().find(|policy| policy.insurer == insurer);

        let tx = self.begin(by, Act::WriteDraft, "start_draft").await?;
        let attempt = by.attempt("StartDraft", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        // Refused only now: a repeat gets its answer even when the policy has ended since.
        let policy = policy.ok_or_else(|| Fault::not_found("POLICY_NOT_FOUND"))?;
        let (claim, event) = Claim::start(ClaimId::generate(), by.actor.organisation, &policy, self.now());
        claims::insert(&tx, &claim).await?;
        counts::moved(&tx, &claim, None).await?;
        let answer = DraftStarted { claim: claim.id, revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, &by.actor)).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
