//! Lists the timeline of the actor's own organisation, newest first. Refuses nothing but a missing permission.

use ::store::{Page, Scope, Slice};
use fault::Fault;
use identity::Actor;

use crate::{
    app::{App, allow},
    domain::{access::Deed, entry::Entry, filter::Filter, place::Place},
    store,
};

impl App {
    /// A page of the actor's organisation's timeline.
    ///
    /// # Errors
    /// Forbidden, or the database.
    pub async fn list_entries(
        &self,
        actor: &Actor,
        filter: &Filter,
        page: Page<Place>,
    ) -> Result<Slice<Entry>, Fault> {
        allow(actor, Deed::ListEntries)?;
        let own = Scope::organisation(actor.organisation, actor.organisation_kind);
        let tx = self.store.read(own, "list_entries").await?;
        let entries = store::entry::list(&tx, actor.organisation, filter, &page).await?;
        tx.commit().await?;
        Ok(page.cut(entries, |entry| Place::from(entry)))
    }
}
