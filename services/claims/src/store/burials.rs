//! Organisations that were erased, and what is taken away of theirs here, in steps that each are a small transaction. A step that is
//! done again does nothing.

use chrono::{DateTime, Utc};
use ids::{ClaimId, OrganisationId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use store::{Error, Scope, Scoped, Tx, deny, everything};
use uuid::Uuid;

use super::entity::{claim, contract, erased, label, miss, policy, policy_token};

/// That an id was erased is no secret: whoever has to do with it is told so.
impl Scoped for erased::Entity {
    fn wall(scope: &Scope) -> Condition {
        match scope {
            Scope::Organisation { .. } | Scope::Platform(_) => everything(),
            Scope::Lookup { .. } => deny(),
        }
    }
}

/// An organisation of which something may be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burial {
    /// Which.
    pub organisation: OrganisationId,
    /// When it was erased.
    pub erased_at: DateTime<Utc>,
    /// When all that was there had been taken away once.
    pub walked_at: Option<DateTime<Utc>>,
}

/// Notes that an organisation was erased; again is no change.
pub async fn note(tx: &Tx, organisation: OrganisationId, at: DateTime<Utc>) -> Result<(), Error> {
    let row = erased::ActiveModel {
        organisation_id: Set(organisation.uuid()),
        erased_at: Set(at),
        walked_at: Set(None),
        buried_at: Set(None),
    };
    let known = OnConflict::column(erased::Column::OrganisationId).do_nothing().to_owned();
    match erased::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// Whether an organisation was erased.
pub async fn is_erased(tx: &Tx, organisation: OrganisationId) -> Result<bool, Error> {
    let row = tx.find::<erased::Entity>().filter(erased::Column::OrganisationId.eq(organisation.uuid()));
    Ok(row.one(tx.connection()).await?.is_some())
}

/// Those of which something may be left.
pub async fn open(tx: &Tx) -> Result<Vec<Burial>, Error> {
    let rows = tx.find::<erased::Entity>().filter(erased::Column::BuriedAt.is_null());
    let rows = rows.order_by_asc(erased::Column::ErasedAt).all(tx.connection()).await?;
    let burial = |row: erased::Model| Burial {
        organisation: row.organisation_id.into(),
        erased_at: row.erased_at,
        walked_at: row.walked_at,
    };
    Ok(rows.into_iter().map(burial).collect())
}

/// All that was there is taken away once.
pub async fn walked(tx: &Tx, organisation: OrganisationId, at: DateTime<Utc>) -> Result<(), Error> {
    mark(tx, organisation, erased::Column::WalkedAt, at).await
}

/// Nothing is left.
pub async fn buried(tx: &Tx, organisation: OrganisationId, at: DateTime<Utc>) -> Result<(), Error> {
    mark(tx, organisation, erased::Column::BuriedAt, at).await
}

/// Takes away its contracts, of either side, and its look-ups that found nothing.
pub async fn take_contracts(tx: &Tx, organisation: OrganisationId) -> Result<(), Error> {
    let id = organisation.uuid();
    let either =
        Condition::any().add(contract::Column::ClinicId.eq(id)).add(contract::Column::InsurerId.eq(id));
    contract::Entity::delete_many().filter(either).exec(tx.connection()).await?;
    let misses = miss::Entity::delete_many().filter(miss::Column::OrganisationId.eq(id));
    misses.exec(tx.connection()).await?;
    Ok(())
}

/// Takes some of its labels off claims; says how many.
pub async fn take_labels(tx: &Tx, organisation: OrganisationId, most: u64) -> Result<usize, Error> {
    let of_it = label::Column::OrganisationId.eq(organisation.uuid());
    let some = label::Entity::find().filter(of_it.clone()).limit(most).all(tx.connection()).await?;
    for row in &some {
        let one = label::Entity::delete_by_id((row.organisation_id, row.label_id, row.claim_id));
        one.exec(tx.connection()).await?;
    }
    Ok(some.len())
}

/// Deletes some of its policies, and what they are found by; says how many.
pub async fn take_policies(tx: &Tx, insurer: OrganisationId, most: u64) -> Result<usize, Error> {
    let of_it = policy::Entity::find().filter(policy::Column::InsurerId.eq(insurer.uuid()));
    let ids = of_it.select_only().column(policy::Column::Id).order_by_asc(policy::Column::Id).limit(most);
    let ids: Vec<Uuid> = ids.into_tuple().all(tx.connection()).await?;
    let of_them = policy_token::Column::PolicyId.is_in(ids.iter().copied());
    policy_token::Entity::delete_many().filter(of_them).exec(tx.connection()).await?;
    let them = policy::Column::Id.is_in(ids.iter().copied());
    policy::Entity::delete_many().filter(them).exec(tx.connection()).await?;
    Ok(ids.len())
}

/// The next of an insurer's claims in the order of their ids, tombstones or not.
pub async fn claims_after(
    tx: &Tx,
    insurer: OrganisationId,
    after: ClaimId,
    most: u64,
) -> Result<Vec<ClaimId>, Error> {
    let of_it = tx.find::<claim::Entity>().filter(claim::Column::InsurerId.eq(insurer.uuid()));
    let next = of_it.filter(claim::Column::Id.gt(after.uuid())).order_by_asc(claim::Column::Id).limit(most);
    let ids: Vec<Uuid> =
        next.select_only().column(claim::Column::Id).into_tuple().all(tx.connection()).await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

async fn mark(
    tx: &Tx,
    organisation: OrganisationId,
    column: erased::Column,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let marked = erased::Entity::update_many().col_expr(column, Expr::value(at));
    marked
        .filter(erased::Column::OrganisationId.eq(organisation.uuid()))
        .filter(column.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}
