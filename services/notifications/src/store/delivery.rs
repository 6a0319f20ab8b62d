//! The table `deliveries`: one row per fan-out and recipient. It has a column for no address and for no text.

mod row;

use ::store::{Error, Page, Tx};
use chrono::{DateTime, Utc};
use ids::DeliveryId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use crate::{
    domain::delivery::{Delivery, State},
    store::lease::{BATCH, Lease},
};

/// Deliveries that an export reads in one transaction.
const PAGE: u64 = 100;

/// Adds a delivery.
pub(crate) async fn insert(tx: &Tx, fan_out: Uuid, delivery: &Delivery) -> Result<(), Error> {
    row::written(fan_out, delivery).insert(tx.connection()).await?;
    Ok(())
}

/// Whether the scope has such a delivery.
pub(crate) async fn exists(tx: &Tx, id: DeliveryId) -> Result<bool, Error> {
    let found = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid()));
    Ok(found.one(tx.connection()).await?.is_some())
}

/// Takes what is due under a lease.
pub(crate) async fn lease(tx: &Tx, now: DateTime<Utc>) -> Result<(Lease, Vec<Delivery>), Error> {
    let lease = Lease::from(now);
    let free = Condition::any().add(row::Column::LeasedUntil.is_null()).add(row::Column::LeasedUntil.lt(now));
    let due = row::Entity::find()
        .filter(row::Column::State.eq("queued"))
        .filter(row::Column::DueAt.lte(now))
        .filter(free)
        .order_by_asc(row::Column::DueAt)
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    if due.is_empty() {
        return Ok((lease, vec![]));
    }
    row::Entity::update_many()
        .col_expr(row::Column::LeasedUntil, Expr::value(lease.until))
        .col_expr(row::Column::Lease, Expr::value(lease.token))
        .filter(row::Column::Id.is_in(due.iter().map(|row| row.id)))
        .exec(tx.connection())
        .await?;
    Ok((lease, due.into_iter().map(row::read).collect::<Result<_, _>>()?))
}

/// Makes a lease last longer, on the rows that are still worked on.
pub(crate) async fn renew(tx: &Tx, lease: &Lease, now: DateTime<Utc>) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::LeasedUntil, Expr::value(lease.renewed(now).until))
        .filter(row::Column::Lease.eq(lease.token))
        .filter(row::Column::LeasedUntil.is_not_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes what became of a try; false when the lease is lost, and then nothing is noted.
pub(crate) async fn save(tx: &Tx, lease: &Lease, delivery: &Delivery) -> Result<bool, Error> {
    let (due_at, sent_at) = match delivery.state {
        State::Queued { due_at } => (Some(due_at), None),
        State::Sent { at } => (None, Some(at)),
        State::Dead => (None, None),
    };
    let saved = row::Entity::update_many()
        .col_expr(row::Column::Revision, Expr::value(delivery.revision))
        .col_expr(row::Column::State, Expr::value(delivery.state.as_str()))
        .col_expr(row::Column::Attempts, Expr::value(delivery.attempts))
        .col_expr(row::Column::LastAnswer, Expr::value(delivery.last_answer.as_str()))
        .col_expr(row::Column::DueAt, Expr::value(due_at))
        .col_expr(row::Column::SentAt, Expr::value(sent_at))
        .col_expr(row::Column::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(row::Column::Id.eq(delivery.id.uuid()))
        .filter(row::Column::Lease.eq(lease.token))
        .filter(row::Column::Revision.eq(delivery.revision - 1))
        .exec(tx.connection())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// A page of all deliveries of the scope, oldest first: also those that cannot be read.
pub(crate) async fn page(
    tx: &Tx,
    after: Option<DeliveryId>,
) -> Result<Vec<(DeliveryId, Result<Delivery, Error>)>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_asc(row::Column::Id).limit(PAGE);
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.uuid()));
    }
    let rows = query.all(tx.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row::read(row))).collect())
}

/// The deliveries after a place, newest first.
pub(crate) async fn list(
    tx: &Tx,
    subject: Option<&str>,
    page: &Page<DeliveryId>,
) -> Result<Vec<Delivery>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_desc(row::Column::Id).limit(page.fetch());
    if let Some(subject) = subject {
        query = query.filter(row::Column::SubjectId.eq(subject));
    }
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Id.lt(after.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(row::read).collect()
}
