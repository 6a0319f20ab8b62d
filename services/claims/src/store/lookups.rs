//! Look-ups that found nothing, by the hour: guessing is limited, finding is not.

use chrono::{DateTime, Utc};
use ids::OrganisationId;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set,
    sea_query::{Expr, OnConflict},
};
use store::{Error, Tx};

use super::entity::miss;

/// How many look-ups of the clinic found nothing in this hour.
pub async fn misses(tx: &Tx, clinic: OrganisationId, now: DateTime<Utc>) -> Result<i64, Error> {
    let query = tx.find::<miss::Entity>().filter(miss::Column::OrganisationId.eq(clinic.uuid()));
    let row = query.filter(miss::Column::Hour.eq(hour(now))).one(tx.connection()).await?;
    Ok(row.map_or(0, |row| row.count))
}

/// One more.
pub async fn add_miss(tx: &Tx, clinic: OrganisationId, now: DateTime<Utc>) -> Result<(), Error> {
    let row = miss::ActiveModel { organisation_id: Set(clinic.uuid()), hour: Set(hour(now)), count: Set(1) };
    let sum = Expr::col((miss::Entity, miss::Column::Count)).add(1);
    let key = [miss::Column::OrganisationId, miss::Column::Hour];
    let known = OnConflict::columns(key).value(miss::Column::Count, sum).to_owned();
    miss::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await?;
    Ok(())
}

const fn hour(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(3_600)
}
