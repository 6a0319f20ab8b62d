//! The table `fan_outs`: a mail that is asked for, once per fact and template.

use ::store::{Error, Tx};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{
    domain::fan_out::FanOut,
    store::lease::{BATCH, Lease},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fan_outs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub fact_id: Uuid,
        pub template: String,
        pub claim_id: Uuid,
        pub attempts: i32,
        pub queued_at: DateTimeUtc,
        pub due_at: DateTimeUtc,
        pub called_off: Option<String>,
        pub done_at: Option<DateTimeUtc>,
        pub leased_until: Option<DateTimeUtc>,
        pub lease: Option<Uuid>,
        pub traceparent: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Adds a fan-out, due at once; a fact that comes again adds none.
pub(crate) async fn insert(tx: &Tx, fan_out: &FanOut) -> Result<(), Error> {
    write(tx, fan_out, None).await
}

/// Adds a fan-out whose deliveries are there: it is not looked at again.
pub(crate) async fn insert_done(tx: &Tx, fan_out: &FanOut) -> Result<(), Error> {
    write(tx, fan_out, Some(fan_out.queued_at)).await
}

async fn write(tx: &Tx, fan_out: &FanOut, done_at: Option<DateTime<Utc>>) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(fan_out.id),
        fact_id: Set(fan_out.fact.uuid()),
        template: Set(fan_out.template.as_str().to_owned()),
        claim_id: Set(fan_out.claim.uuid()),
        attempts: Set(fan_out.attempts),
        queued_at: Set(fan_out.queued_at),
        due_at: Set(fan_out.queued_at),
        called_off: Set(None),
        done_at: Set(done_at),
        leased_until: Set(None),
        lease: Set(None),
        traceparent: Set(fan_out.traceparent.clone()),
    };
    let again = OnConflict::new().do_nothing().to_owned();
    row::Entity::insert(row).on_conflict(again).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Takes what is due under a lease.
pub(crate) async fn lease(tx: &Tx, now: DateTime<Utc>) -> Result<(Lease, Vec<FanOut>), Error> {
    let lease = Lease::from(now);
    let free = Condition::any().add(row::Column::LeasedUntil.is_null()).add(row::Column::LeasedUntil.lt(now));
    let due = row::Entity::find()
        .filter(row::Column::DoneAt.is_null())
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
    Ok((lease, due.into_iter().map(read).collect::<Result<_, _>>()?))
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

/// Notes that there are deliveries now; false when the lease is lost.
pub(crate) async fn finish(tx: &Tx, lease: &Lease, id: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::DoneAt, Expr::value(now))
        .col_expr(row::Column::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(held(lease, id))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that nobody will be written to, and the reason; without the lease nothing is noted.
pub(crate) async fn call_off(
    tx: &Tx,
    lease: &Lease,
    id: Uuid,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::CalledOff, Expr::value(reason))
        .col_expr(row::Column::DoneAt, Expr::value(now))
        .col_expr(row::Column::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(held(lease, id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that recipients could not be looked up; without the lease nothing is noted.
pub(crate) async fn put_off(
    tx: &Tx,
    lease: &Lease,
    id: Uuid,
    attempts: i32,
    due_at: DateTime<Utc>,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::Attempts, Expr::value(attempts))
        .col_expr(row::Column::DueAt, Expr::value(due_at))
        .col_expr(row::Column::LeasedUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(held(lease, id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn held(lease: &Lease, id: Uuid) -> Condition {
    Condition::all()
        .add(row::Column::Id.eq(id))
        .add(row::Column::Lease.eq(lease.token))
        .add(row::Column::DoneAt.is_null())
}

fn read(row: row::Model) -> Result<FanOut, Error> {
    Ok(FanOut {
        id: row.id,
        fact: row.fact_id.into(),
        template: row.template.parse().map_err(|why| Error::row("fan_outs", why))?,
        claim: row.claim_id.into(),
        attempts: row.attempts,
        queued_at: row.queued_at,
        traceparent: row.traceparent,
    })
}
