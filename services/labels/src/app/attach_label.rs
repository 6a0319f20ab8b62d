//! Puts a label on a thing; a thing that carries it already is no change and no fact.
//! Refuses a label the organisation does not have.

use ::store::Attempt;
use fault::Fault;
use identity::Actor;
use ids::{FactId, LabelId};
use serde::{Deserialize, Serialize};

use crate::{
    app::{App, allow, own},
    domain::{
        access::Deed,
        label::{CarryLabelRefusal, LabelEvent},
        target::Target,
    },
    facts, store,
};

/// Whether something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Whether the thing was changed by this request.
    pub changed: bool,
    /// The fact that says so.
    #[serde(default)]
    pub fact: Option<FactId>,
}

impl App {
    /// Puts a label on a thing.
    ///
    /// # Errors
    /// Forbidden, no such label, a request id used otherwise, or the database.
    pub async fn attach_label(
        &self,
        actor: &Actor,
        attempt: &Attempt,
        label: LabelId,
        target: Target,
    ) -> Result<Carried, Fault> {
        allow(actor, Deed::CarryLabel)?;
        let tx = self.store.begin(own(actor), "attach_label").await?;
        if let Some(carried) = tx.recall(attempt).await? {
            return Ok(carried);
        }
        if !store::label::exists(&tx, label).await? {
            return Err(CarryLabelRefusal::NotFound.into());
        }
        let changed = store::attachment::insert(&tx, actor.organisation, label, &target, attempt.at).await?;
        let fact = facts::fact(&LabelEvent::Attached(label, target), actor, attempt.at);
        let carried = Carried { changed, fact: changed.then_some(fact.id) };
        tx.remember(attempt, &carried).await?;
        if changed {
            feed::tell(&tx, &fact).await?;
        }
        tx.commit().await?;
        Ok(carried)
    }
}
