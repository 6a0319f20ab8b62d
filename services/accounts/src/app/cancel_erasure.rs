//! Withdraws an erasure that is not confirmed; whoever may ask for one may withdraw it. It may be requested anew.

use ::store::Scope;
use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::ErasureId;

use super::{App, Request, allow, erasure_not_found};
use crate::{
    domain::{access::Verb, erasure::CancelErasureRefusal},
    facts, store,
};

impl App {
    /// Withdraws an erasure; says its revision.
    pub(crate) async fn cancel_erasure(
        &self,
        actor: &Actor,
        request: &Request,
        id: ErasureId,
        seen: i64,
    ) -> Result<i64, Fault> {
        allow(actor, Verb::CancelErasure)?;
        let now = self.now();
        let attempt = request.by(actor, "CancelErasure", now);
        let tx = self.store.begin(Scope::Platform("cancel_erasure"), "cancel_erasure").await?;
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut erasure = store::erasure::lock(&tx, id).await?.ok_or_else(erasure_not_found)?;
        let event = erasure.cancel(seen, actor, now)?;
        if !store::erasure::save(&tx, &erasure).await? {
            return Err(CancelErasureRefusal::Stale.into());
        }
        tx.remember(&attempt, &erasure.revision).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(erasure.revision)
    }
}
