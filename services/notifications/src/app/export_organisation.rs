//! Writes out the deliveries on behalf of the actor's organisation, oldest first. No address is in them. Refuses programs.

use ::store::Scope;
use archive::{Damages, Parts, Records};
use fault::Fault;
use identity::Actor;

use crate::{
    app::{App, records::DeliveryRecord},
    domain::access::{Deed, Reach},
    store,
};

impl App {
    /// The files, as they are read.
    ///
    /// # Errors
    /// Forbidden; the stream ends with what goes wrong later.
    pub fn export_organisation(&self, actor: &Actor) -> Result<Parts, Fault> {
        if Deed::ExportOrganisation.reach(actor) != Some(Reach::Own) {
            return Err(Fault::forbidden("NOT_PERMITTED"));
        }
        let (app, own) = (self.clone(), Scope::organisation(actor.organisation, actor.organisation_kind));
        Ok(archive::export(move |mut out| async move {
            let mut records = Records::new("notifications/deliveries");
            let (mut damages, mut after) = (Damages::default(), None);
            loop {
                let tx = app.store.read(own.clone(), "export_organisation").await?;
                let page = store::delivery::page(&tx, after).await?;
                drop(tx);
                let Some((last, _)) = page.last() else { break };
                after = Some(*last);
                for (id, delivery) in page {
                    if let Some(delivery) = damages.take("deliveries", id, delivery)? {
                        records.push(&mut out, &DeliveryRecord::of(&delivery)).await?;
                    }
                }
            }
            records.end(&mut out).await?;
            damages.end(&mut out, "notifications").await?;
            Ok(out)
        }))
    }
}
