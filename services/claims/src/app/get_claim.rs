//! Shows a claim to its clinic or its insurer.

use fault::Fault;
use ids::{ClaimId, LabelId};

use super::{App, By, no_claim};
use crate::{
    domain::{access::Act, claim::Claim},
    store::claims,
};

impl App {
    /// Shows a claim with the labels of the asking organisation on it.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn get_claim(&self, by: &By, id: ClaimId) -> Result<(Claim, Vec<LabelId>), Fault> {
        self.keys.with_keys(|| self.show_claim(by, id)).await
    }

    async fn show_claim(&self, by: &By, id: ClaimId) -> Result<(Claim, Vec<LabelId>), Fault> {
        let tx = self.read(by, Act::ReadClaims, "get_claim").await?;
        let claim = claims::get(&tx, self.seals(by, "get_claim"), id).await?.ok_or_else(no_claim)?;
        Ok((claim, claims::labels(&tx, id).await?))
    }
}
