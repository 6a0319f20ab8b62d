//! Puts a fact on the timeline of each organisation it concerns, once, as poor as that organisation may see it.
//! Runs in the transaction that moves the follower's cursor.

use ::store::Tx;
use async_trait::async_trait;
use fault::Fault;
use feed::{Effect, Fact};
use ids::EntryId;

use crate::{domain::redaction::seen_by, facts, store};

/// What a fact does here.
#[derive(Debug, Clone, Copy, Default)]
pub struct RecordFact;

#[async_trait]
impl Effect for RecordFact {
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault> {
        // In one order everywhere: two facts that concern the same two organisations never wait for each other.
        let mut organisations = fact.organisations.clone();
        organisations.sort_unstable();
        organisations.dedup();
        for organisation in organisations {
            if store::entry::has(tx, organisation, fact.id).await? {
                continue;
            }
            let happening = seen_by(organisation, facts::happening(fact));
            store::entry::append(tx, organisation, EntryId::generate(), &happening).await?;
        }
        Ok(())
    }
}
