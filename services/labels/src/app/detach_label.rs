//! Takes a label off a thing; a thing that does not carry it is no change and no fact.
//! Refuses a label the organisation does not have.

use ::store::Attempt;
use fault::Fault;
use identity::Actor;
use ids::LabelId;

use crate::{
    app::{App, Carried, allow, own},
    domain::{
        access::Deed,
        label::{CarryLabelRefusal, LabelEvent},
        target::Target,
    },
    facts, store,
};

impl App {
    /// Takes a label off a thing.
    ///
    /// # Errors
    /// Forbidden, no such label, a request id used otherwise, or the database.
    pub async fn detach_label(
        &self,
        actor: &Actor,
        attempt: &Attempt,
        label: LabelId,
        target: Target,
    ) -> Result<Carried, Fault> {
        allow(actor, Deed::CarryLabel)?;
        let tx = self.store.begin(own(actor), "detach_label").await?;
        if let Some(carried) = tx.recall(attempt).await? {
            return Ok(carried);
        }
        if !store::label::exists(&tx, label).await? {
            return Err(CarryLabelRefusal::NotFound.into());
        }
        let changed = store::attachment::delete(&tx, actor.organisation, label, &target).await?;
        let fact = facts::fact(&LabelEvent::Detached(label, target), actor, attempt.at);
        let carried = Carried { changed, fact: changed.then_some(fact.id) };
        tx.remember(attempt, &carried).await?;
        if changed {
            feed::tell(&tx, &fact).await?;
        }
        tx.commit().await?;
        Ok(carried)
    }
}
