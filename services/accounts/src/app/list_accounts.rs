//! Lists the people of the actor's organisation, oldest first.

use ::store::{Page, Slice};
use fault::Fault;
use identity::Actor;
use ids::AccountId;

use super::{App, allow, opening, own};
use crate::{
    domain::{access::Verb, account::Member},
    store,
};

impl App {
    /// A page of accounts.
    pub(crate) async fn list_accounts(
        &self,
        actor: &Actor,
        page: &Page<AccountId>,
    ) -> Result<Slice<Member>, Fault> {
        allow(actor, Verb::ListAccounts)?;
        let tx = self.store.read(own(actor), "list_accounts").await?;
        let kept = page.cut(store::account::list(&tx, page).await?, |kept| kept.account.id);
        drop(tx); // what is cold is asked for outside of a transaction
        let (keys, opening) = (&self.keys, opening(actor, "list_accounts"));
        let members = || async { store::account::members(keys, &kept.rows, &opening) };
        let rows = keys.with_keys(members).await?;
        Ok(Slice { rows, next_cursor: kept.next_cursor })
    }
}
