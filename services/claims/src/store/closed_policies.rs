//! Policies of which nothing is used any more, because their holder has asked for it: stopped, or deleted. That an id is closed is
//! no secret: it tells of nobody, and a clinic's draft about it goes no further.

use chrono::{DateTime, Utc};
use ids::{OrganisationId, PolicyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{OnConflict, SelectStatement},
};
use store::{Error, Scope, Scoped, Tx, everything};

use super::entity::closed_policy;

impl Scoped for closed_policy::Entity {
    fn wall(_: &Scope) -> Condition {
        everything()
    }
}

/// Closes a policy; again is no change.
pub async fn close(
    tx: &Tx,
    insurer: OrganisationId,
    policy: PolicyId,
    since: DateTime<Utc>,
) -> Result<(), Error> {
    let row = closed_policy::ActiveModel {
        policy_id: Set(policy.uuid()),
        organisation_id: Set(insurer.uuid()),
        since: Set(since),
    };
    let known = OnConflict::column(closed_policy::Column::PolicyId).do_nothing().to_owned();
    let closed = closed_policy::Entity::insert(row).on_conflict(known);
    match closed.exec_without_returning(tx.connection()).await {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// Opens a policy again.
pub async fn open(tx: &Tx, policy: PolicyId) -> Result<(), Error> {
    closed_policy::Entity::delete_by_id(policy.uuid()).exec(tx.connection()).await?;
    Ok(())
}

/// Whether a policy is closed.
pub async fn is_closed(tx: &Tx, policy: PolicyId) -> Result<bool, Error> {
    Ok(one(tx, policy).one(tx.connection()).await?.is_some())
}

/// Forgets those of an insurer that was erased: its policies are gone as well.
pub async fn forget(tx: &Tx, insurer: OrganisationId) -> Result<(), Error> {
    let of_it = closed_policy::Entity::delete_many();
    of_it.filter(closed_policy::Column::OrganisationId.eq(insurer.uuid())).exec(tx.connection()).await?;
    Ok(())
}

/// Their ids, for a query that leaves them out.
pub(super) fn ids(tx: &Tx) -> SelectStatement {
    id_of(tx.find::<closed_policy::Entity>())
}

/// The id of this one if it is closed, for a query that asks for more.
pub(super) fn query(tx: &Tx, policy: PolicyId) -> SelectStatement {
    id_of(one(tx, policy))
}

fn one(tx: &Tx, policy: PolicyId) -> Select<closed_policy::Entity> {
    tx.find::<closed_policy::Entity>().filter(closed_policy::Column::PolicyId.eq(policy.uuid()))
}

fn id_of(query: Select<closed_policy::Entity>) -> SelectStatement {
    query.select_only().column(closed_policy::Column::PolicyId).into_query()
}
