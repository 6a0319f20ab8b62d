//! Support reads another organisation's timeline. The reading is itself a fact, told in the transaction of the
//! reading: either both happen or neither. Refuses everybody but the operator's support.

use ::store::{Page, Scope, Slice};
use fault::Fault;
use identity::{Actor, Reason};
use ids::OrganisationId;

use crate::{
    app::{App, allow},
    domain::{access::Deed, entry::Entry, filter::Filter, place::Place},
    facts, store,
};

impl App {
    /// A page of any organisation's timeline.
    ///
    /// # Errors
    /// Forbidden, or the database.
    pub async fn inspect_entries(
        &self,
        actor: &Actor,
        organisation: OrganisationId,
        reason: &Reason,
        filter: &Filter,
        page: Page<Place>,
    ) -> Result<Slice<Entry>, Fault> {
        allow(actor, Deed::InspectEntries)?;
        let tx = self.store.begin(Scope::Platform("inspect_entries"), "inspect_entries").await?;
        let entries = store::entry::list(&tx, organisation, filter, &page).await?;
        feed::tell(&tx, &facts::inspected(actor, organisation, reason, self.clock.now())).await?;
        tx.commit().await?;
        Ok(page.cut(entries, |entry| Place::from(entry)))
    }
}
