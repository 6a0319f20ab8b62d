//! Looks up one policy at the counter by its exact number, among contracted insurers. Each find is a fact for the insurer, also of what is closed;
//! only misses are limited, so a busy clinic never meets the limit and a guessing one does.

use std::time::Duration;

use fault::Fault;

use super::{App, By, allow, refusal};
use crate::{
    domain::{
        access::Act,
        policy::{Policy, PolicyNumber},
    },
    facts,
    store::{
        contracts, lookups,
        policies::{self, LookedUp},
    },
};

/// Look-ups an hour that may find nothing.
const MISSES_AN_HOUR: i64 = 60;

impl App {
    /// The policies of contracted insurers with that number.
    ///
    /// # Errors
    /// `Unavailable` with a delay after too many misses, `Refused` when its holder has stopped its use.
    pub async fn look_up_policy(&self, by: &By, number: &PolicyNumber) -> Result<Vec<Policy>, Fault> {
        allow(by, Act::LookUpPolicy)?;
        let clinic = by.actor.organisation;
        let tx = self.read(by, Act::LookUpPolicy, "count_misses").await?;
        if lookups::misses(&tx, clinic, self.now()).await? >= MISSES_AN_HOUR {
            return Err(Fault::unavailable("LOOKUP_LIMIT").retry_after(Duration::from_secs(3_600)));
        }
        let insurers = contracts::insurers(&tx, clinic).await?;
        drop(tx); // what is cold is asked for outside of a transaction
        let tokens = self.tokens(&insurers, number).await?;
        let found = self.keys.with_keys(|| self.find(by, number, &tokens)).await?;
        if found.is_empty() {
            let tx = self.begin(by, Act::LookUpPolicy, "count_miss").await?;
            lookups::add_miss(&tx, clinic, self.now()).await?;
            tx.commit().await?;
        }
        Ok(found)
    }

    async fn find(&self, by: &By, number: &PolicyNumber, tokens: &[i64]) -> Result<Vec<Policy>, Fault> {
        let tx = self.store.begin(by.lookup(tokens.to_vec()), "look_up_policy").await?;
        let LookedUp { policies: found, closed } =
            policies::look_up(&tx, self.seals(by, "look_up_policy"), number).await?;
        let open = found.iter().map(|policy| (policy.id, policy.insurer));
        for policy in open.chain(closed.iter().copied()) {
            feed::tell(&tx, &facts::of_policy("policy.looked_up", policy, &by.actor, self.now())).await?;
        }
        tx.commit().await?;
        if found.is_empty() && !closed.is_empty() { Err(refusal::policy_stopped()) } else { Ok(found) }
    }
}
