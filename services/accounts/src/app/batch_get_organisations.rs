//! Shows organisations by id: names for pages. What does not exist is left out.

use fault::Fault;
use identity::Actor;
use ids::OrganisationId;

use super::{App, own};
use crate::{domain::organisation::Organisation, store};

impl App {
    /// The organisations among these that exist, as the actor sees them.
    pub(crate) async fn batch_get_organisations(
        &self,
        actor: &Actor,
        ids: &[OrganisationId],
    ) -> Result<Vec<Organisation>, Fault> {
        let tx = self.store.read(own(actor), "batch_get_organisations").await?;
        let found = store::organisation::batch(&tx, ids).await?;
        Ok(found.into_iter().map(|organisation| organisation.seen_by(actor)).collect())
    }
}
