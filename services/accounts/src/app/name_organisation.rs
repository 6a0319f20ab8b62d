//! The name of an organisation, for a service that attests something in its name. One that was erased keeps its name.

use ::store::Scope;
use fault::Fault;
use ids::OrganisationId;

use super::{App, organisation_not_found};
use crate::store;

impl App {
    /// The name, as it was registered.
    pub(crate) async fn name_organisation(&self, id: OrganisationId) -> Result<String, Fault> {
        let tx = self.store.read(Scope::Platform("name_organisation"), "name_organisation").await?;
        let organisation = store::organisation::get(&tx, id).await?.ok_or_else(organisation_not_found)?;
        Ok(organisation.name.as_str().to_owned())
    }
}
