//! Writes out everything that the actor's organisation owns here: its vocabulary and what carries it. Refuses programs.

use ::store::Scope;
use archive::{Damages, Outgoing, Parts, Records};
use fault::Fault;
use identity::Actor;

use crate::{
    app::{
        App, allow, own,
        records::{AttachmentRecord, LabelRecord},
    },
    domain::access::Deed,
    store,
};

/// The name in logs and of the folder.
const NAME: &str = "export_organisation";

impl App {
    /// The files, as they are read.
    ///
    /// # Errors
    /// Forbidden; the stream ends with what goes wrong later.
    pub fn export_organisation(&self, actor: &Actor) -> Result<Parts, Fault> {
        allow(actor, Deed::ExportOrganisation)?;
        let (app, scope) = (self.clone(), own(actor));
        Ok(archive::export(move |mut out| async move {
            let mut damages = Damages::default();
            app.write_labels(&scope, &mut out, &mut damages).await?;
            app.write_attachments(&scope, &mut out, &mut damages).await?;
            damages.end(&mut out, "labels").await?;
            Ok(out)
        }))
    }

    async fn write_labels(
        &self,
        scope: &Scope,
        out: &mut Outgoing,
        damages: &mut Damages,
    ) -> Result<(), Fault> {
        let (mut records, mut after) = (Records::new("labels/labels"), None);
        loop {
            let tx = self.store.read(scope.clone(), NAME).await?;
            let page = store::label::page(&tx, after).await?;
            drop(tx);
            let Some((last, ..)) = page.last() else { break };
            after = Some(*last);
            for (id, created_at, label) in page {
                let Some(label) = damages.take("labels", id, label)? else { continue };
                records.push(out, &LabelRecord::of(&label, created_at)).await?;
            }
        }
        records.end(out).await
    }

    async fn write_attachments(
        &self,
        scope: &Scope,
        out: &mut Outgoing,
        damages: &mut Damages,
    ) -> Result<(), Fault> {
        let (mut records, mut after) = (Records::new("labels/attachments"), None);
        loop {
            let tx = self.store.read(scope.clone(), NAME).await?;
            let page = store::attachment::page(&tx, after.as_ref()).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.place.clone());
            for carried in page {
                let label = carried.place.label;
                let Some(target) = damages.take("attachments", label, carried.target)? else { continue };
                records.push(out, &AttachmentRecord::of(label, &target, carried.at)).await?;
            }
        }
        records.end(out).await
    }
}
