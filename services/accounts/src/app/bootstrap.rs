//! Makes the operator's organisation, once in a platform's life. Refuses as soon as there is one.

use ::store::{Attempt, Scope};
use envelope::{Opening, Who};
use fault::Fault;
use feed::Operator;
use ids::OrganisationId;

use super::{App, Founded, NewDevice, Request, founding::Founding};
use crate::{
    domain::{account::NewAccount, organisation::Organisation, text::OrganisationName},
    store,
};

impl App {
    /// Makes the operator's organisation with its first administrator and certificate.
    pub(crate) async fn bootstrap(
        &self,
        request: &Request,
        name: OrganisationName,
        administrator: NewAccount,
        device: NewDevice,
    ) -> Result<Founded, Fault> {
        let (administrator, password) = administrator.split();
        let password = self.hasher.hash(password).await?;
        let attempt = request.by_platform("Bootstrap", self.now());
        let organisation = Organisation::bootstrap(OrganisationId::generate(), name, attempt.at);
        let opening = Opening { who: Who::Platform("bootstrap"), why: "bootstrap" };
        let founding = Founding { organisation, administrator, password, device, opening };
        self.keys.with_keys(|| self.found_operator(&attempt, &founding)).await
    }

    async fn found_operator(&self, attempt: &Attempt, founding: &Founding) -> Result<Founded, Fault> {
        let tx = self.store.begin(Scope::Platform("bootstrap"), "bootstrap").await?;
        if let Some(founded) = tx.recall(attempt).await? {
            return self.found_again(&tx, founded).await;
        }
        if store::organisation::operator(&tx).await?.is_some() {
            return Err(Fault::refused("ALREADY_BOOTSTRAPPED").message("the operator's organisation exists"));
        }
        let founded = self.found(&tx, attempt, founding, &Operator::system()).await?;
        tx.commit().await?;
        Ok(founded)
    }
}
