//! Where mails to an organisation go at this moment: its active members, or those who hold a permission.
//! Of an organisation that is closed there are none.

use ::store::Scope;
use envelope::{Opening, Who};
use fault::Fault;
use identity::Permission;
use ids::{AccountId, OrganisationId, Personal};

use super::App;
use crate::{
    domain::{email::Email, organisation::Organisation},
    store,
};

/// Nobody asks for it but the platform itself.
const OPENING: Opening = Opening { who: Who::Platform("list_mail_addresses"), why: "list_mail_addresses" };

/// Where mails go, and what they say about the organisation.
pub(crate) struct MailAddresses {
    pub(crate) organisation: Organisation,
    pub(crate) addresses: Vec<(AccountId, Personal<Email>)>,
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
        if !organisation.is_open() {
            let words = format!("organisation {} is closed", organisation.id);
            return Err(Fault::refused("ORGANISATION_ERASED").message(words));
        }
        let mut kept = store::account::active(&tx, organisation.id).await?;
        if let Some(permission) = permission {
            kept.retain(|kept| kept.account.roles.permissions(organisation.kind).contains(permission));
        }
        drop(tx); // what is cold is asked for outside of a transaction
        let addresses = || async { store::account::addresses(&self.keys, &kept, &OPENING) };
        let addresses = self.keys.with_keys(addresses).await?;
        Ok(MailAddresses { organisation, addresses })
    }
}
