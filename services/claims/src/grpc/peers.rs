//! Whom claims asks: accounts, by which name an insurer is known in what is attested for it.

use std::time::Duration;

use async_trait::async_trait;
use chassis::Traced;
use fault::Fault;
use ids::OrganisationId;
use proto::accounts::v1::{NameOrganisationRequest, accounts_service_client::AccountsServiceClient};
use tonic::{Request, transport::Channel};

use crate::app::Names;

/// How long an answer may take: somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// accounts, connected when first asked.
pub struct Accounts(AccountsServiceClient<Traced>);

impl Accounts {
    /// The peer behind a channel.
    pub fn new(accounts: Channel) -> Self {
        Self(AccountsServiceClient::new(chassis::traced(accounts)))
    }
}

#[async_trait]
impl Names for Accounts {
    async fn organisation(&self, id: OrganisationId) -> Result<String, Fault> {
        let mut request = Request::new(NameOrganisationRequest { organisation_id: id.to_string() });
        request.set_timeout(PATIENCE);
        Ok(self.0.clone().name_organisation(request).await?.into_inner().name)
    }
}
