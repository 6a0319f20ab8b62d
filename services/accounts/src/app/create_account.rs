//! Adds a person to the actor's organisation. Refuses an address the organisation has, and roles its kind has not.

use ::store::Attempt;
use envelope::Purpose;
use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::AccountId;
use serde::{Deserialize, Serialize};

use super::{App, Request, allow, home, opening, own, stays_open};
use crate::{
    domain::{
        access::Verb,
        account::{Account, Member, NewAccount},
        event::Event,
        password::PasswordHash,
    },
    facts,
    store::{self, account::Inserted},
};

/// How often a place in the index of addresses may be lost to others who come at the same moment.
const AGAIN: usize = 5;

/// The account that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountCreated {
    pub(crate) account: AccountId,
    pub(crate) revision: i64,
}

/// Somebody who is about to join.
struct Joining {
    member: Member,
    event: Event,
    password: PasswordHash,
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
        // Before the password is hashed, so that this is not done for nothing.
        let owner = actor.organisation;
        self.keys.warm_all([(owner, Purpose::Records), (owner, Purpose::Indexes)]).await?;
        let (person, password) = new.split();
        // Before the transaction: hashing takes long, and on SQLite a transaction keeps every other writer out.
        let password = self.hasher.hash(password).await?;
        let attempt = request.by(actor, "CreateAccount", self.now());
        let made = Account::create(AccountId::generate(), home(actor), person, attempt.at);
        let (member, event) = made.map_err(|refusal| refusal.at("account.roles"))?;
        let joining = Joining { member, event, password };
        for _ in 0..AGAIN {
            let added = self.keys.with_keys(|| self.add_account(actor, &attempt, &joining)).await?;
            if let Some(created) = added {
                return Ok(created);
            }
        }
        Err(Fault::unavailable("DATABASE_UNAVAILABLE").message("others were always faster"))
    }

    /// Adds the account; nothing, when another took its place in the index and it must be looked at anew.
    async fn add_account(
        &self,
        actor: &Actor,
        attempt: &Attempt,
        Joining { member, event, password }: &Joining,
    ) -> Result<Option<AccountCreated>, Fault> {
        let tx = self.store.begin(own(actor), "create_account").await?;
        if let Some(created) = tx.recall(attempt).await? {
            return Ok(Some(created));
        }
        stays_open(&tx, actor.organisation).await?;
        let opening = opening(actor, "create_account");
        match store::account::insert(&tx, &self.keys, member, password, &opening).await? {
            Inserted::Added => {}
            Inserted::Taken => return Err(email_taken()),
            Inserted::Overtaken => return Ok(None),
        }
        let created = AccountCreated { account: member.account.id, revision: member.account.revision };
        tx.remember(attempt, &created).await?;
        feed::tell(&tx, &facts::fact(event, &Operator::of(actor), attempt.at)).await?;
        tx.commit().await?;
        Ok(Some(created))
    }
}

fn email_taken() -> Fault {
    let words = "somebody in this organisation has this mail address";
    Fault::refused("ACCOUNT_EMAIL_TAKEN").violation("account.email", "TAKEN", words)
}
