//! Brings back the deliveries that an organisation once took with it (ADR 23): those that had ended. A mail that waited then is not sent
//! now. What is there already stays as it is, so an import that was ended is run again.

use ::store::{Scope, Store};
use archive::{Became, Brought, Incoming, Parts};
use fault::Fault;
use ids::OrganisationId;

use super::records::DeliveryRecord;
use crate::{
    domain::{delivery::Delivery, fan_out::FanOut},
    store,
};

/// The name of its transactions, and what the records are called.
const NAME: &str = "import_organisation";
const DELIVERIES: &str = "deliveries";

/// Brings back an organisation's deliveries; says how much of them.
///
/// # Errors
/// `Invalid` when the archive says something that notifications never wrote; what was brought back before stays.
pub async fn import_organisation(store: &Store, of: OrganisationId, files: Parts) -> Result<Brought, Fault> {
    let (mut incoming, mut brought) = (Incoming::new("notifications", files), Brought::default());
    while let Some(file) = incoming.next().await? {
        if file.records_of().as_deref() == Some(DELIVERIES) {
            let ended = file.records(|record: DeliveryRecord| ended(record, of)).await?;
            brought.add(keep(store, ended).await?);
        }
    }
    Ok(brought)
}

async fn keep(store: &Store, deliveries: Vec<Option<(FanOut, Delivery)>>) -> Result<Brought, Fault> {
    let mut brought = Brought::default();
    let tx = store.begin(Scope::Platform("import_organisation"), NAME).await?;
    for delivery in deliveries {
        let Some((asked, delivery)) = delivery else {
            brought.note(DELIVERIES, Became::Left);
            continue;
        };
        let is_new = !store::delivery::exists(&tx, delivery.id).await?;
        if is_new {
            store::fan_out::insert_done(&tx, &asked).await?;
            store::delivery::insert(&tx, asked.id, &delivery).await?;
        }
        brought.note(DELIVERIES, Became::written(is_new));
    }
    tx.commit().await?;
    Ok(brought)
}

/// What had asked for a delivery, and how it ended; of one that waited, nothing is kept.
fn ended(record: DeliveryRecord, of: OrganisationId) -> Option<Option<(FanOut, Delivery)>> {
    if record.is_queued() {
        return Some(None);
    }
    let delivery = record.delivery(of)?;
    Some(Some((asked_for(&delivery)?, delivery)))
}

/// What has asked for a delivery, of which an archive says nothing: one of its own.
fn asked_for(delivery: &Delivery) -> Option<FanOut> {
    let id = delivery.id.uuid();
    Some(FanOut {
        id,
        fact: id.into(),
        template: delivery.template,
        claim: delivery.subject.parse().ok()?,
        attempts: 0,
        queued_at: delivery.queued_at,
        traceparent: String::new(),
    })
}
