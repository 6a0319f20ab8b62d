//! Brings back the timeline that an organisation once took with it (ADR 23), under the numbers that its entries had. What is there
//! already stays, so an import that was ended is run again; a timeline that has begun otherwise is left as it is.

use ::store::{Scope, Store};
use archive::{Became, Brought, Incoming, Parts, bad};
use fault::Fault;
use ids::OrganisationId;

use super::records::EntryRecord;
use crate::{domain::entry::Entry, store};

/// The name of its transactions.
const NAME: &str = "import_organisation";

/// Brings back an organisation's timeline; says how much of it.
///
/// # Errors
/// `Invalid` when the archive says something that no timeline says, or another entry has the number of one; what was brought back
/// before stays.
pub async fn import_organisation(store: &Store, of: OrganisationId, files: Parts) -> Result<Brought, Fault> {
    let (mut incoming, mut brought) = (Incoming::new("timeline", files), Brought::default());
    while let Some(file) = incoming.next().await? {
        if file.records_of().as_deref() == Some("entries") {
            let entries = file.records(|record: EntryRecord| record.entry(of)).await?;
            brought.add(keep(store, of, &entries).await?);
        }
    }
    Ok(brought)
}

async fn keep(store: &Store, of: OrganisationId, entries: &[Entry]) -> Result<Brought, Fault> {
    let mut brought = Brought::default();
    let tx = store.begin(Scope::Platform("import_organisation"), NAME).await?;
    for entry in entries {
        let is_new = !store::entry::has(&tx, of, entry.happening.fact).await?;
        if is_new && !store::entry::restore(&tx, entry).await? {
            let Entry { sequence, .. } = entry;
            return Err(bad(format!(
                "entry {sequence}: the organisation's timeline has begun otherwise here"
            )));
        }
        brought.note("entries", Became::written(is_new));
    }
    tx.commit().await?;
    Ok(brought)
}
