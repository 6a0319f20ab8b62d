//! Registers a clinic or an insurer. Refuses everybody but the operator, a name that is taken, and an id that
//! an organisation has or had: one that comes back from an archive keeps its own (ADR 23).

use ::store::{Attempt, Scope};
use fault::Fault;
use feed::Operator;
use identity::Actor;

use super::{App, Founded, NewDevice, Request, allow, founding::Founding, opening};
use crate::{
    domain::{
        access::Verb,
        account::NewAccount,
        organisation::{NewOrganisation, Organisation},
    },
    store,
};

impl App {
    /// Registers an organisation with its first administrator and certificate.
    pub(crate) async fn register_organisation(
        &self,
        actor: &Actor,
        request: &Request,
        new: NewOrganisation,
        administrator: NewAccount,
        device: NewDevice,
    ) -> Result<Founded, Fault> {
        allow(actor, Verb::RegisterOrganisation)?;
        let (administrator, password) = administrator.split();
        let password = self.hasher.hash(password).await?;
        let attempt = request.by(actor, "RegisterOrganisation", self.now());
        let organisation = Organisation::register(new, attempt.at)?;
        let opening = opening(actor, "register_organisation");
        let founding = Founding { organisation, administrator, password, device, opening };
        self.keys.with_keys(|| self.found_registered(actor, &attempt, &founding)).await
    }

    async fn found_registered(
        &self,
        actor: &Actor,
        attempt: &Attempt,
        founding: &Founding,
    ) -> Result<Founded, Fault> {
        let tx = self.store.begin(Scope::Platform("register_organisation"), "register_organisation").await?;
        if let Some(founded) = tx.recall(attempt).await? {
            return self.found_again(&tx, founded).await;
        }
        if store::organisation::get(&tx, founding.organisation.0.id).await?.is_some() {
            let words = "an organisation has this id, or had it";
            return Err(Fault::refused("ORGANISATION_EXISTS").violation("organisation_id", "TAKEN", words));
        }
        let founded = self.found(&tx, attempt, founding, &Operator::of(actor)).await?;
        tx.commit().await?;
        Ok(founded)
    }
}
