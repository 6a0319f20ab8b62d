//! Shows one erasure with the name of its organisation.

use ::store::Scope;
use fault::Fault;
use identity::Actor;
use ids::ErasureId;

use super::{App, allow, erasure_not_found, organisation_not_found};
use crate::{
    domain::{access::Verb, erasure::Erasure, text::OrganisationName},
    store,
};

/// An erasure, and what the organisation is called.
pub(crate) struct ShownErasure {
    pub(crate) erasure: Erasure,
    pub(crate) organisation_name: OrganisationName,
}

impl App {
    /// One erasure.
    pub(crate) async fn get_erasure(&self, actor: &Actor, id: ErasureId) -> Result<ShownErasure, Fault> {
        allow(actor, Verb::ReadErasures)?;
        let tx = self.store.read(Scope::Platform("read_erasures"), "get_erasure").await?;
        let erasure = store::erasure::get(&tx, id).await?.ok_or_else(erasure_not_found)?;
        let organisation = store::organisation::get(&tx, erasure.organisation).await?;
        let organisation_name = organisation.ok_or_else(organisation_not_found)?.name;
        Ok(ShownErasure { erasure, organisation_name })
    }
}
