//! Brings back what an organisation once took with it (ADR 23): its vocabulary and what carries it. What is there already stays as it
//! is, so an import that was ended is run again. Tells nobody: what happened was told when it did.

use ::store::{Scope, Store};
use archive::{Became, Brought, Incoming, Parts, bad};
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
            Some("labels") => brought.add(labels(store, of, file.records().await?).await?),
            Some("attachments") => brought.add(attachments(store, of, file.records().await?).await?),
            _ => {}
        }
    }
    Ok(brought)
}

async fn labels(store: &Store, of: OrganisationId, records: Vec<LabelRecord>) -> Result<Brought, Fault> {
    let mut brought = Brought::default();
    let tx = store.begin(Scope::Platform(NAME), NAME).await?;
    for record in records {
        let label = record.label(of).ok_or_else(|| bad("a label that labels would not keep"))?;
        let is_new = !store::label::exists(&tx, label.id).await?;
        if is_new {
            store::label::insert(&tx, &label, record.created_at).await?;
        }
        brought.note("labels", Became::written(is_new));
    }
    tx.commit().await?;
    Ok(brought)
}

async fn attachments(
    store: &Store,
    of: OrganisationId,
    records: Vec<AttachmentRecord>,
) -> Result<Brought, Fault> {
    let mut brought = Brought::default();
    let tx = store.begin(Scope::Platform(NAME), NAME).await?;
    for record in records {
        let target = record.target().ok_or_else(|| bad("a thing that carries no label"))?;
        let is_new = store::attachment::insert(&tx, of, record.label_id, &target, record.attached_at).await?;
        brought.note("attachments", Became::written(is_new));
    }
    tx.commit().await?;
    Ok(brought)
}
