//! A fact asks for its mails: one fan-out per template, in the transaction that moves the follower's cursor.
//! Facts that ask for no mail pass.

use std::sync::Arc;

use ::store::Tx;
use async_trait::async_trait;
use calendar::Clock;
use fault::Fault;
use feed::{Effect, Fact};
use uuid::Uuid;

use crate::{
    domain::{fan_out::FanOut, template::Template},
    store,
};

/// What a fact does here.
#[derive(Clone)]
pub struct QueueMails {
    clock: Arc<dyn Clock>,
}

impl QueueMails {
    /// The effect under a clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

#[async_trait]
impl Effect for QueueMails {
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault> {
        let templates = Template::asked_for_by(&fact.kind);
        if templates.is_empty() {
            return Ok(());
        }
        let claim = fact.subject.id.parse();
        let claim = claim.map_err(|why| Fault::internal("FACT_UNREADABLE").message("subject").source(why))?;
        let queued_at = self.clock.now();
        for template in templates {
            let fan_out = FanOut {
                id: Uuid::now_v7(),
                fact: fact.id,
                template: *template,
                claim,
                attempts: 0,
                queued_at,
                traceparent: fact.traceparent.clone(),
            };
            store::fan_out::insert(tx, &fan_out).await?;
        }
        Ok(())
    }
}
