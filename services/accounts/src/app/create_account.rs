//! Adds a person to the actor's organisation. Refuses an address the organisation has, and roles its kind has not.

use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::AccountId;
use serde::{Deserialize, Serialize};

use super::{App, Request, allow, home, own};
use crate::{
    domain::{
        access::Verb,
        account::{Account, NewAccount},
    },
    facts, store,
};

/// The account that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountCreated {
    pub(crate) account: AccountId,
    pub(crate) revision: i64,
}

impl App {
    /// Adds a person.
    pub(crate) async fn create_account(
        &self,
        actor: &Actor,
        request: &Request,
        new: NewAccount,
    ) -> Result<AccountCreated, Fault> {
        allow(actor, Verb::CreateAccount)?;
        let (person, password) = new.split();
        // Before the transaction: hashing takes long, and on SQLite a transaction keeps every other writer out.
        let password = self.hasher.hash(password).await?;
        let now = self.now();
        let attempt = request.by(actor, "CreateAccount", now);
        let tx = self.store.begin(own(actor), "create_account").await?;
        if let Some(created) = tx.recall(&attempt).await? {
            return Ok(created);
        }
        let (account, event) = Account::create(AccountId::generate(), home(actor), person, now)
            .map_err(|refusal| refusal.at("account.roles"))?;
        match store::account::insert(&tx, &account, &password).await {
            Err(error) if error.is_duplicate() => return Err(email_taken()),
            inserted => inserted?,
        }
        let created = AccountCreated { account: account.id, revision: account.revision };
        tx.remember(&attempt, &created).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(created)
    }
}

fn email_taken() -> Fault {
    let words = "somebody in this organisation has this mail address";
    Fault::refused("ACCOUNT_EMAIL_TAKEN").violation("account.email", "TAKEN", words)
}
