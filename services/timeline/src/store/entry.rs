//! Entries: appended once per fact and organisation, listed newest first. There is no third verb.

use ::store::{Error, Page, Tx};
use ids::{EntryId, FactId, OrganisationId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

use crate::{
    domain::{
        entry::{Entry, Happening},
        filter::Filter,
        place::Place,
    },
    store::{
        filter,
        row::{self, entry, thing},
        sequence,
    },
};

/// Whether the organisation's timeline has this fact.
pub(crate) async fn has(tx: &Tx, organisation: OrganisationId, fact: FactId) -> Result<bool, Error> {
    let query = tx
        .find::<entry::Entity>()
        .filter(entry::Column::OrganisationId.eq(organisation.uuid()))
        .filter(entry::Column::FactId.eq(fact.uuid()));
    Ok(query.one(tx.connection()).await?.is_some())
}

/// Puts a happening on an organisation's timeline under the next number.
pub(crate) async fn append(
    tx: &Tx,
    organisation: OrganisationId,
    id: EntryId,
    happening: &Happening,
) -> Result<(), Error> {
    let sequence = sequence::next(tx, organisation).await?;
    write(tx, (organisation, id, sequence), happening).await
}

/// Puts an entry back on its organisation's timeline under the number that it had; says no when the timeline is further already.
pub(crate) async fn restore(tx: &Tx, entry: &Entry) -> Result<bool, Error> {
    let Entry { id, sequence, organisation, happening } = entry;
    if !sequence::skip_to(tx, *organisation, *sequence).await? {
        return Ok(false);
    }
    write(tx, (*organisation, *id, *sequence), happening).await?;
    Ok(true)
}

async fn write(
    tx: &Tx,
    (organisation, id, sequence): (OrganisationId, EntryId, i64),
    happening: &Happening,
) -> Result<(), Error> {
    let Happening { fact, kind, occurred_at, operator, subject, related, changes } = happening;
    let row = entry::ActiveModel {
        id: Set(id.uuid()),
        organisation_id: Set(organisation.uuid()),
        sequence: Set(sequence),
        fact_id: Set(fact.uuid()),
        kind: Set(kind.clone()),
        occurred_at: Set(*occurred_at),
        operator_kind: Set(operator.kind.as_str().to_owned()),
        operator_id: Set(operator.id.clone()),
        operator_organisation_id: Set(operator.organisation.map(OrganisationId::uuid)),
        operator_roles: Set(json(&operator.roles)?),
        operator_certificate_serial: Set(operator.certificate_serial.clone()),
        subject_kind: Set(subject.kind.clone()),
        subject_id: Set(subject.id.clone()),
        subject_reference: Set(subject.reference.clone()),
        related: Set(json(related)?),
        changes: Set(json(changes)?),
    };
    row.insert(tx.connection()).await?;
    let things = happening.things().into_iter().map(|thing| thing::ActiveModel {
        organisation_id: Set(organisation.uuid()),
        thing_id: Set(thing.to_owned()),
        entry_id: Set(id.uuid()),
    });
    thing::Entity::insert_many(things).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The entries of an organisation behind a place, newest first.
pub(crate) async fn list(
    tx: &Tx,
    organisation: OrganisationId,
    filter: &Filter,
    page: &Page<Place>,
) -> Result<Vec<Entry>, Error> {
    let mut query = tx
        .find::<entry::Entity>()
        .filter(filter::rows(organisation, filter))
        .order_by_desc(entry::Column::OccurredAt)
        .order_by_desc(entry::Column::Id)
        .limit(page.fetch());
    if let Some(place) = page.after() {
        query = query.filter(filter::older_than(place));
    }
    query.all(tx.connection()).await?.into_iter().map(row::read).collect()
}

fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|why| Error::row("entries", why))
}
