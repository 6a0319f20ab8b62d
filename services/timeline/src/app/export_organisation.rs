//! Writes out the timeline of the actor's own organisation, oldest first. Refuses programs.

use ::store::Scope;
use archive::{Damages, Parts, Records};
use fault::Fault;
use identity::Actor;

use crate::{
    app::{App, allow, records::EntryRecord},
    domain::access::Deed,
    store,
};

impl App {
    /// The files, as they are read.
    ///
    /// # Errors
    /// Forbidden; the stream ends with what goes wrong later.
    pub fn export_organisation(&self, actor: &Actor) -> Result<Parts, Fault> {
        allow(actor, Deed::ExportOrganisation)?;
        let (app, organisation, kind) = (self.clone(), actor.organisation, actor.organisation_kind);
        Ok(archive::export(move |mut out| async move {
            let (mut records, mut damages, mut after) =
                (Records::new("timeline/entries"), Damages::default(), 0);
            loop {
                let own = Scope::organisation(organisation, kind);
                let tx = app.store.read(own, "export_organisation").await?;
                let page = store::export::entries(&tx, organisation, after).await?;
                drop(tx);
                let Some((last, ..)) = page.last() else { break };
                after = *last;
                for (_, id, entry) in page {
                    if let Some(entry) = damages.take("entries", id, entry)? {
                        records.push(&mut out, &EntryRecord::of(entry)).await?;
                    }
                }
            }
            records.end(&mut out).await?;
            damages.end(&mut out, "timeline").await?;
            Ok(out)
        }))
    }
}
