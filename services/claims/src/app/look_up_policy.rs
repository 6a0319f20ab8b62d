//! Looks up one policy at the counter by its exact number, among contracted insurers. Each find is a fact for the insurer;
//! only misses are limited, so a busy clinic never meets the limit and a guessing one does.

use std::time::Duration;

use fault::Fault;

use super::{App, By, allow};
use crate::{
    domain::{
        access::Act,
        policy::{Policy, PolicyNumber},
    },
    facts,
    store::{lookups, policies},
};

/// Look-ups an hour that may find nothing.
const MISSES_AN_HOUR: i64 = 60;

impl App {
    /// The policies of contracted insurers with that number.
    ///
    /// # Errors
    /// `Unavailable` with a delay after too many misses.
    pub async fn look_up_policy(&self, by: &By, number: &PolicyNumber) -> Result<Vec<Policy>, Fault> {
        allow(by, Act::LookUpPolicy)?;
        let clinic = by.actor.organisation;
        let tx = self.read(by, Act::LookUpPolicy, "count_misses").await?;
        if lookups::misses(&tx, clinic, self.now()).await? >= MISSES_AN_HOUR {
            return Err(Fault::unavailable("LOOKUP_LIMIT").retry_after(Duration::from_secs(3_600)));
        }
        drop(tx);
        let tx = self.store.begin(by.lookup(number), "look_up_policy").await?;
        let found = policies::look_up(&tx).await?;
        for policy in &found {
            feed::tell(&tx, &facts::of_policy("policy.looked_up", policy, &by.actor, self.now())).await?;
        }
        tx.commit().await?;
        if found.is_empty() {
            let tx = self.begin(by, Act::LookUpPolicy, "count_miss").await?;
            lookups::add_miss(&tx, clinic, self.now()).await?;
            tx.commit().await?;
        }
        Ok(found)
    }
}
