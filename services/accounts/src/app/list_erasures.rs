//! Lists erasures, newest first, with the names of their organisations.

use std::collections::HashMap;

use ::store::{Page, Scope, Slice};
use fault::Fault;
use identity::Actor;
use ids::{ErasureId, OrganisationId};

use super::{App, ShownErasure, allow, organisation_not_found};
use crate::{
    domain::{access::Verb, text::OrganisationName},
    store,
};

impl App {
    /// A page of erasures.
    pub(crate) async fn list_erasures(
        &self,
        actor: &Actor,
        page: &Page<ErasureId>,
    ) -> Result<Slice<ShownErasure>, Fault> {
        allow(actor, Verb::ReadErasures)?;
        let tx = self.store.read(Scope::Platform("read_erasures"), "list_erasures").await?;
        let slice = page.cut(store::erasure::list(&tx, page).await?, |erasure| erasure.id);
        let organisations: Vec<_> = slice.rows.iter().map(|erasure| erasure.organisation).collect();
        let found = store::organisation::batch(&tx, &organisations).await?;
        let names: HashMap<OrganisationId, OrganisationName> =
            found.into_iter().map(|organisation| (organisation.id, organisation.name)).collect();
        let mut rows = vec![];
        for erasure in slice.rows {
            let name = names.get(&erasure.organisation).cloned().ok_or_else(organisation_not_found)?;
            rows.push(ShownErasure { erasure, organisation_name: name });
        }
        Ok(Slice { rows, next_cursor: slice.next_cursor })
    }
}
