//! Lists an organisation's vocabulary, oldest first. Refuses nothing but a missing permission.

use ::store::{Page, Slice};
use fault::Fault;
use identity::Actor;
use ids::LabelId;

use crate::{
    app::{App, allow, own},
    domain::{access::Deed, label::Label},
    store,
};

impl App {
    /// A page of the actor's organisation's labels.
    ///
    /// # Errors
    /// Forbidden, or the database.
    pub async fn list_labels(&self, actor: &Actor, page: Page<LabelId>) -> Result<Slice<Label>, Fault> {
        allow(actor, Deed::ListLabels)?;
        let tx = self.store.read(own(actor), "list_labels").await?;
        let labels = store::label::list(&tx, &page).await?;
        tx.commit().await?;
        Ok(page.cut(labels, |label| label.id))
    }
}
