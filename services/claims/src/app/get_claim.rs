//! Shows a claim to its clinic or its insurer.

use fault::Fault;
use ids::ClaimId;

use super::{App, By, no_claim};
use crate::{
    domain::{access::Act, claim::Claim},
    store::claims,
};

impl App {
    /// Shows a claim.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn get_claim(&self, by: &By, id: ClaimId) -> Result<Claim, Fault> {
        let tx = self.read(by, Act::ReadClaims, "get_claim").await?;
        claims::get(&tx, id).await?.ok_or_else(no_claim)
    }
}
