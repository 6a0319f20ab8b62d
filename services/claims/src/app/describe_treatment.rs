//! Replaces what a draft says about the treatment; incomplete is fine until submission.

use fault::Fault;
use ids::ClaimId;
use money::Yen;
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim, refusal};
use crate::{
    domain::{access::Act, treatment::Treatment},
    facts,
    store::claims,
};

/// The draft says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatmentDescribed {
    /// Its revision.
    pub revision: i64,
    /// 合計（税込）.
    pub total: Yen,
}

impl App {
    /// Replaces a draft's treatment.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it is no draft.
    pub async fn describe_treatment(
        &self,
        by: &By,
        id: ClaimId,
        treatment: Treatment,
        revision: i64,
    ) -> Result<TreatmentDescribed, Fault> {
        self.keys.with_keys(|| self.describe(by, id, treatment.clone(), revision)).await
    }

    async fn describe(
        &self,
        by: &By,
        id: ClaimId,
        treatment: Treatment,
        revision: i64,
    ) -> Result<TreatmentDescribed, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "describe_treatment").await?;
        let attempt = by.attempt("DescribeTreatment", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "describe_treatment");
        let mut claim = claims::get_for_change(&tx, seals, id).await?.ok_or_else(no_claim)?;
        let event = claim.describe(treatment, revision, self.now())?;
        claims::update(&tx, seals, &claim, &event).await?;
        let answer = TreatmentDescribed {
            revision: claim.revision,
            total: claim.treatment.total().map_err(refusal::sum)?,
        };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
