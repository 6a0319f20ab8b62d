//! Submits a draft, or once more what was returned. A draft gets its receipt number and belongs to clinic and insurer from then on; in
//! the same transaction all that is personal in it is sealed under the insurer's keys, and the clinic's open it no more.

use ::store::Tx;
use fault::Fault;
use ids::{ClaimId, DocumentId};
use money::Yen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{App, By, no_claim, over, refusal};
use crate::{
    domain::{
        access::Act,
        claim::{Claim, ConsentMeans, HandedIn, Status},
        receipt,
    },
    facts,
    store::{burials, claims, contracts, counts, documents, policy_marks},
};

/// What is to be submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    /// The draft.
    pub claim: ClaimId,
    /// The revision the caller has seen.
    pub revision: i64,
    /// The documents that belong to it.
    pub documents: Vec<DocumentId>,
    /// Version of the consent text the policyholder agreed to.
    pub consent_version: String,
    /// How, if that was said.
    pub consent_means: Option<ConsentMeans>,
}

/// The claim is with the insurer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimSubmitted {
    /// 受付番号.
    pub receipt_number: String,
    /// Its revision.
    pub revision: i64,
    /// 診療費の合計（税込）.
    pub total: Yen,
}

impl App {
    /// Submits a draft.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Invalid` naming every gap, `Refused` when it is no draft, the contract
    /// of clinic and insurer has ended, or the insurer is here no longer.
    pub async fn submit_claim(&self, by: &By, submit: Submit) -> Result<ClaimSubmitted, Fault> {
        let submitted = self.keys.with_keys(|| self.hand_over(by, &submit)).await;
        // Its keys go before the news of it has come.
        let gone = |fault: &Fault| over::erased(fault).is_some_and(|owner| owner != by.actor.organisation);
        submitted.map_err(|fault| if gone(&fault) { insurer_gone() } else { fault })
    }

    async fn hand_over(&self, by: &By, submit: &Submit) -> Result<ClaimSubmitted, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "submit_claim").await?;
        let (seals, now) = (self.seals(by, "submit_claim"), self.now());
        let attempt = by.attempt("SubmitClaim", now);
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let draft = claims::get_for_submission(&tx, seals, submit.claim).await?;
        let (mut claim, keys) = draft.ok_or_else(no_claim)?;
        let before = claim.state.status();
        // What was returned is with the insurer already, whatever has become of the contract.
        let is_new = before == Status::Draft;
        if is_new && !contracts::covers(&tx, claim.clinic, claim.insurer, claim.cover.policy).await? {
            return Err(why_not_covered(&tx, &claim).await?);
        }
        let receipt_number = receipt::number(calendar::jst_date(now), Uuid::new_v4().as_fields().0);
        let handed = HandedIn {
            receipt_number,
            consent_version: submit.consent_version.clone(),
            consent_means: submit.consent_means,
            documents: &submit.documents,
        };
        let event = claim.submit(handed, submit.revision, now)?;
        claims::update(&tx, seals, &claim, &event).await?;
        if is_new {
            documents::hand_over(&tx, seals, &claim, &keys).await?;
        }
        let receipt_number = claim.state.receipt_number().to_owned();
        let total = claim.treatment.total().map_err(refusal::sum)?;
        let answer = ClaimSubmitted { receipt_number, revision: claim.revision, total };
        tx.remember(&attempt, &answer).await?;
        counts::moved(&tx, &claim, Some(before)).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        self.submitted.notify_one();
        Ok(answer)
    }
}

/// Why nothing can be submitted to the claim's insurer about its policy.
async fn why_not_covered(tx: &Tx, claim: &Claim) -> Result<Fault, Fault> {
    Ok(if burials::is_erased(tx, claim.insurer).await? {
        insurer_gone()
    } else if policy_marks::is_closed(tx, claim.cover.policy).await? {
        refusal::policy_stopped()
    } else {
        Fault::refused("CONTRACT_ENDED")
    })
}

/// The insurer was erased: nobody is there to submit to.
fn insurer_gone() -> Fault {
    Fault::refused("INSURER_GONE").message("the insurer has left the platform")
}
