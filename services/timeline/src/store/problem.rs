//! Problems in their table: kept once a trace, found by code, forgotten by age.

use ::store::{Error, Scope, Scoped, Tx, deny, everything};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

use crate::domain::problem::{Problem, SupportCode};

const TABLE: &str = "problems";
/// Problems found under one code at most; two are rare already.
const FOUND: u64 = 10;
/// Problems forgotten at a time.
const BATCH: u64 = 200;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "problems")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub trace_id: String,
        pub code: String,
        pub page: String,
        pub reason: String,
        pub status: i32,
        pub build: String,
        pub occurred_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// They are nobody's, and so for the platform alone.
impl Scoped for row::Entity {
    fn wall(scope: &Scope) -> Condition {
        if matches!(scope, Scope::Platform(_)) { everything() } else { deny() }
    }
}

/// Keeps problems; one whose trace is there already is no change.
pub(crate) async fn keep(tx: &Tx, problems: Vec<Problem>) -> Result<(), Error> {
    let rows = problems.into_iter().map(|problem| row::ActiveModel {
        trace_id: Set(problem.trace),
        code: Set(problem.code.as_str().to_owned()),
        page: Set(problem.page),
        reason: Set(problem.reason),
        status: Set(i32::from(problem.status)),
        build: Set(problem.build),
        occurred_at: Set(problem.occurred_at),
    });
    let known = OnConflict::column(row::Column::TraceId).do_nothing().to_owned();
    match row::Entity::insert_many(rows).on_conflict(known).exec_without_returning(tx.connection()).await {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// The problems under a code since a time, newest first.
pub(crate) async fn find(tx: &Tx, code: &SupportCode, since: DateTime<Utc>) -> Result<Vec<Problem>, Error> {
    let query = tx.find::<row::Entity>().filter(row::Column::Code.eq(code.as_str()));
    let query = query.filter(row::Column::OccurredAt.gte(since));
    let rows = query.order_by_desc(row::Column::OccurredAt).limit(FOUND).all(tx.connection()).await?;
    rows.into_iter().map(read).collect()
}

/// Forgets some problems from before a time.
pub(crate) async fn forget(tx: &Tx, before: DateTime<Utc>) -> Result<(), Error> {
    let old = tx.find::<row::Entity>().filter(row::Column::OccurredAt.lt(before));
    let old = old.order_by_asc(row::Column::OccurredAt).limit(BATCH).all(tx.connection()).await?;
    if !old.is_empty() {
        let traces = old.into_iter().map(|row| row.trace_id);
        let gone = row::Entity::delete_many().filter(row::Column::TraceId.is_in(traces));
        gone.exec(tx.connection()).await?;
    }
    Ok(())
}

fn read(row: row::Model) -> Result<Problem, Error> {
    Ok(Problem {
        code: SupportCode::parse(&row.code).map_err(|why| Error::row(TABLE, why))?,
        trace: row.trace_id,
        page: row.page,
        reason: row.reason,
        status: u16::try_from(row.status).map_err(|why| Error::row(TABLE, why))?,
        build: row.build,
        occurred_at: row.occurred_at,
    })
}
