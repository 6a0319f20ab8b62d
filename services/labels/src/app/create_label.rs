//! Adds a word to an organisation's vocabulary. Refuses a name the organisation already has.

use ::store::Attempt;
use fault::Fault;
use identity::Actor;
use ids::LabelId;
use serde::{Deserialize, Serialize};

use crate::{
    app::{App, allow, own},
    domain::{
        access::Deed,
        colour::Colour,
        label::{CreateLabelRefusal, Description, Label, LabelEvent, Name},
    },
    facts, store,
};

/// What a label is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLabel {
    /// Its name.
    pub name: Name,
    /// Its colour.
    pub colour: Colour,
    /// What it is for.
    pub description: Description,
}

/// The label that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its id.
    pub label: LabelId,
    /// Its revision.
    pub revision: i64,
}

impl App {
    /// Makes a label.
    ///
    /// # Errors
    /// Forbidden, a taken name, a request id used otherwise, or the database.
    pub async fn create_label(&self, actor: &Actor, attempt: &Attempt, new: NewLabel) -> Result<Made, Fault> {
        allow(actor, Deed::CreateLabel)?;
        let tx = self.store.begin(own(actor), "create_label").await?;
        if let Some(made) = tx.recall(attempt).await? {
            return Ok(made);
        }
        let label =
            Label::new(LabelId::generate(), actor.organisation, new.name, new.colour, new.description);
        let made = Made { label: label.id, revision: label.revision };
        match store::label::insert(&tx, &label, attempt.at).await {
            Err(error) if error.is_duplicate() => return Err(CreateLabelRefusal::NameTaken.into()),
            inserted => inserted?,
        }
        tx.remember(attempt, &made).await?;
        feed::tell(&tx, &facts::fact(&LabelEvent::Created(label), actor, attempt.at)).await?;
        tx.commit().await?;
        Ok(made)
    }
}
