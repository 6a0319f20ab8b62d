//! Bytes in the blob store that no document owns: noted before the first of them arrives and before the document goes.

use chrono::{DateTime, Utc};
use ids::{ClaimId, DocumentId, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr};
use store::{Error, Tx};

use super::entity::loose;

/// Bytes given up at a time.
const BATCH: u64 = 100;

/// Where bytes lie that nobody owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loose {
    /// The claim they were for.
    pub claim: ClaimId,
    /// The document they are or were.
    pub document: DocumentId,
}

/// Notes bytes that nobody owns from now on.
pub async fn note(
    tx: &Tx,
    organisation: OrganisationId,
    Loose { claim, document }: Loose,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = loose::ActiveModel {
        document_id: Set(document.uuid()),
        claim_id: Set(claim.uuid()),
        organisation_id: Set(organisation.uuid()),
        since: Set(now),
        given_up: Set(false),
    };
    loose::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Notes bytes that nobody will ever want again: the next sweep removes them.
pub async fn abandon(tx: &Tx, bytes: impl IntoIterator<Item = (OrganisationId, Loose)>) -> Result<(), Error> {
    let rows: Vec<_> = bytes
        .into_iter()
        .map(|(organisation, Loose { claim, document })| loose::ActiveModel {
            document_id: Set(document.uuid()),
            claim_id: Set(claim.uuid()),
            organisation_id: Set(organisation.uuid()),
            since: Set(DateTime::UNIX_EPOCH),
            given_up: Set(true),
        })
        .collect();
    if !rows.is_empty() {
        loose::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    }
    Ok(())
}

/// A document owns them now. Says no when they were given up in the meantime.
pub async fn adopt(tx: &Tx, document: DocumentId) -> Result<bool, Error> {
    let note = loose::Entity::delete_many().filter(loose::Column::DocumentId.eq(document.uuid()));
    let adopted = note.filter(loose::Column::GivenUp.eq(false)).exec(tx.connection()).await?;
    Ok(adopted.rows_affected == 1)
}

/// Some that nobody has owned since before a time, oldest first; nobody ever will.
pub async fn give_up(tx: &Tx, before: DateTime<Utc>) -> Result<Vec<Loose>, Error> {
    let old = tx.find::<loose::Entity>().filter(loose::Column::Since.lt(before));
    let old = old.order_by_asc(loose::Column::Since).limit(BATCH).all(tx.connection()).await?;
    loose::Entity::update_many()
        .col_expr(loose::Column::GivenUp, Expr::value(true))
        .filter(loose::Column::DocumentId.is_in(old.iter().map(|row| row.document_id)))
        .exec(tx.connection())
        .await?;
    let loose = |row: loose::Model| Loose { claim: row.claim_id.into(), document: row.document_id.into() };
    Ok(old.into_iter().map(loose).collect())
}

/// They are gone.
pub async fn forget(tx: &Tx, document: DocumentId) -> Result<(), Error> {
    loose::Entity::delete_by_id(document.uuid()).exec(tx.connection()).await?;
    Ok(())
}
