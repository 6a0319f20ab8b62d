//! Where mails to an organisation go at this moment: its active members, or those who hold a permission.

use ::store::Scope;
use fault::Fault;
use identity::Permission;
use ids::OrganisationId;

use super::App;
use crate::{
    domain::{account::Account, organisation::Organisation},
    store,
};

/// Where mails go, and what they say about the organisation.
pub(crate) struct MailAddresses {
    pub(crate) organisation: Organisation,
    pub(crate) accounts: Vec<Account>,
}

impl App {
    /// The addresses of an organisation's members.
    pub(crate) async fn list_mail_addresses(
        &self,
        organisation: OrganisationId,
        permission: Option<Permission>,
    ) -> Result<MailAddresses, Fault> {
        let tx = self.store.read(Scope::Platform("list_mail_addresses"), "list_mail_addresses").await?;
        let organisation = store::organisation::get(&tx, organisation).await?;
        let organisation = organisation.ok_or_else(|| Fault::not_found("ORGANISATION_NOT_FOUND"))?;
        let mut accounts = store::account::active(&tx, organisation.id).await?;
        if let Some(permission) = permission {
            accounts.retain(|account| account.roles.permissions(organisation.kind).contains(permission));
        }
        Ok(MailAddresses { organisation, accounts })
    }
}
