//! Records that the actor's insurer and a clinic have a contract; looking up and submitting follow it at once.

use fault::Fault;
use ids::OrganisationId;
use serde::{Deserialize, Serialize};

use super::{App, By};
use crate::{domain::access::Act, facts, store::contracts};

/// The contract exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicContracted {
    /// Whether it was made now.
    pub changed: bool,
}

impl App {
    /// Makes a contract; again is no change.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn contract_clinic(&self, by: &By, clinic: OrganisationId) -> Result<ClinicContracted, Fault> {
        let tx = self.begin(by, Act::ManageContracts, "contract_clinic").await?;
        let attempt = by.attempt("ContractClinic", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let changed = contracts::make(&tx, clinic, by.actor.organisation, self.now()).await?;
        let answer = ClinicContracted { changed };
        tx.remember(&attempt, &answer).await?;
        if changed {
            feed::tell(&tx, &facts::of_contract(clinic, &by.actor, self.now())).await?;
        }
        tx.commit().await?;
        Ok(answer)
    }
}
