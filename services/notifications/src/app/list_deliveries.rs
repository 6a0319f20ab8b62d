//! Lists deliveries, newest first: an organisation those on its behalf, the operator all.
//! Refuses nothing but a missing permission.

use ::store::{Page, Scope, Slice};
use fault::Fault;
use identity::Actor;
use ids::DeliveryId;

use crate::{
    app::App,
    domain::{
        access::{Deed, Reach},
        delivery::Delivery,
    },
    store,
};

impl App {
    /// A page of deliveries, if wanted only those about one thing.
    ///
    /// # Errors
    /// Forbidden, or the database.
    pub async fn list_deliveries(
        &self,
        actor: &Actor,
        subject: Option<&str>,
        page: Page<DeliveryId>,
    ) -> Result<Slice<Delivery>, Fault> {
        let scope = match Deed::ListDeliveries.reach(actor) {
            None => return Err(Fault::forbidden("NOT_PERMITTED")),
            Some(Reach::Own) => Scope::organisation(actor.organisation, actor.organisation_kind),
            Some(Reach::All) => Scope::Platform("list_deliveries"),
        };
        let tx = self.store.read(scope, "list_deliveries").await?;
        let deliveries = store::delivery::list(&tx, subject, &page).await?;
        tx.commit().await?;
        Ok(page.cut(deliveries, |delivery| delivery.id))
    }
}
