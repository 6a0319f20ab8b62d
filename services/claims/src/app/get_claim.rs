//! Shows a claim to its clinic or its insurer.

use fault::Fault;
use identity::OrganisationKind;
use ids::{ClaimId, LabelId};

use super::{App, By, no_claim};
use crate::{
    domain::{access::Act, claim::Claim, tombstone::Kept},
    store::claims,
};

impl App {
    /// Shows a claim, or what stays of it, with the labels of the asking organisation on it.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn get_claim(&self, by: &By, id: ClaimId) -> Result<(Kept<Claim>, Vec<LabelId>), Fault> {
        // What an insurer's check has found is no clinic's to know.
        let of_clinic = by.actor.organisation_kind == OrganisationKind::Clinic;
        let show = |over| async move {
            let tx = self.read(by, Act::ReadClaims, "get_claim").await?;
            let seals = self.seals(by, "get_claim");
            let mut claim = claims::show(&tx, seals.without(&over), id).await?.ok_or_else(no_claim)?;
            if let Kept::Whole(claim) = &mut claim
                && of_clinic
            {
                claim.checked = None;
            }
            Ok((claim, claims::labels(&tx, id).await?))
        };
        self.around_closed(by, show).await
    }
}
