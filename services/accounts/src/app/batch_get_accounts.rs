//! Shows people of the actor's organisation by id: names for pages. Foreign and unknown ids are left out alike, and what
//! the actor does not see is not opened.

use fault::Fault;
use identity::Actor;
use ids::{AccountId, Personal};

use super::{App, opening, own};
use crate::{
    domain::{
        access::{self, Verb},
        account::{Account, Member},
        text::Name,
    },
    store,
};

/// People, as much of them as the actor sees.
pub(crate) enum People {
    /// For colleagues.
    ByName(Vec<(Account, Personal<Name>)>),
    /// For administrators.
    InFull(Vec<Member>),
}

impl App {
    /// The accounts among these that are of the actor's organisation.
    pub(crate) async fn batch_get_accounts(&self, actor: &Actor, ids: &[AccountId]) -> Result<People, Fault> {
        let tx = self.store.read(own(actor), "batch_get_accounts").await?;
        let kept = store::account::batch(&tx, ids).await?;
        drop(tx); // what is cold is asked for outside of a transaction
        let (keys, kept, opening) = (&self.keys, kept.as_slice(), &opening(actor, "batch_get_accounts"));
        if access::may(actor, Verb::ListAccounts) {
            let members = || async move { store::account::members(keys, kept, opening) };
            return Ok(People::InFull(keys.with_keys(members).await?));
        }
        let names = || async move { store::account::names(keys, kept, opening) };
        Ok(People::ByName(keys.with_keys(names).await?))
    }
}
