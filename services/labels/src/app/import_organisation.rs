//! Brings back what an organisation once took with it (ADR 23): its vocabulary and what carries it. What is there already stays as it
//! is, so an import that was ended is run again. Tells nobody: what happened was told when it did.

use ::store::{Scope, Store};
use archive::{Became, Brought, Incoming, IncomingFile, Parts};
use fault::Fault;
use ids::OrganisationId;

use super::records::{AttachmentRecord, LabelRecord};
use crate::store;

/// The scope of its transactions, and their name.
const NAME: &str = "import_organisation";

/// Brings back an organisation's labels; says how much of what.
///
/// # Errors
/// `Invalid` when the archive says something that labels never wrote; what was brought back before stays.
pub async fn import_organisation(store: &Store, of: OrganisationId, files: Parts) -> Result<Brought, Fault> {
    let (mut incoming, mut brought) = (Incoming::new("labels", files), Brought::default());
    while let Some(file) = incoming.next().await? {
        match file.records_of().as_deref() {
            Some("labels") => brought.add(labels(store, file, of).await?),
            Some("attachments") => brought.add(attachments(store, file, of).await?),
            _ => {}
        }
    }
    Ok(brought)
}

async fn labels(store: &Store, file: IncomingFile<'_>, of: OrganisationId) -> Result<Brought, Fault> {
    let all = file.records(|record: LabelRecord| record.label(of)).await?;
    let mut brought = Brought::default();
    let tx = store.begin(Scope::Platform(NAME), NAME).await?;
    for (label, created_at) in all {
        let is_new = !store::label::exists(&tx, label.id).await?;
        if is_new {
            store::label::insert(&tx, &label, created_at).await?;
        }
        brought.note("labels", Became::written(is_new));
    }
    tx.commit().await?;
    Ok(brought)
}

async fn attachments(store: &Store, file: IncomingFile<'_>, of: OrganisationId) -> Result<Brought, Fault> {
    let all = file.records(AttachmentRecord::attachment).await?;
    let mut brought = Brought::default();
    let tx = store.begin(Scope::Platform(NAME), NAME).await?;
    for (label, target, attached_at) in all {
        let is_new = store::attachment::insert(&tx, of, label, &target, attached_at).await?;
        brought.note("attachments", Became::written(is_new));
    }
    tx.commit().await?;
    Ok(brought)
}
