//! Shows people of the actor's organisation by id: names for pages. Foreign and unknown ids are left out alike.

use fault::Fault;
use identity::Actor;
use ids::AccountId;

use super::{App, own};
use crate::{
    domain::{
        access::{self, Verb},
        account::Account,
    },
    store,
};

/// People, and how much of them the actor sees.
pub(crate) struct People {
    pub(crate) accounts: Vec<Account>,
    /// Whether more than the name: colleagues see names, administrators the rest.
    pub(crate) in_full: bool,
}

impl App {
    /// The accounts among these that are of the actor's organisation.
    pub(crate) async fn batch_get_accounts(&self, actor: &Actor, ids: &[AccountId]) -> Result<People, Fault> {
        let tx = self.store.read(own(actor), "batch_get_accounts").await?;
        let accounts = store::account::batch(&tx, ids).await?;
        Ok(People { accounts, in_full: access::may(actor, Verb::ListAccounts) })
    }
}
