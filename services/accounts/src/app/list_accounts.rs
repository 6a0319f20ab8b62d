//! Lists the people of the actor's organisation, oldest first.

use ::store::{Page, Slice};
use fault::Fault;
use identity::Actor;
use ids::AccountId;

use super::{App, allow, own};
use crate::{
    domain::{access::Verb, account::Account},
    store,
};

impl App {
    /// A page of accounts.
    pub(crate) async fn list_accounts(
        &self,
        actor: &Actor,
        page: &Page<AccountId>,
    ) -> Result<Slice<Account>, Fault> {
        allow(actor, Verb::ListAccounts)?;
        let tx = self.store.read(own(actor), "list_accounts").await?;
        let rows = store::account::list(&tx, page).await?;
        Ok(page.cut(rows, |account| account.id))
    }
}
