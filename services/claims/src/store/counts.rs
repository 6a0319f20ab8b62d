//! Counts by status, kept in the transaction of each change, so that no page counts rows.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set,
    sea_query::{Expr, OnConflict},
};
use store::{Error, Tx};
use uuid::Uuid;

use super::entity::count;
use crate::domain::claim::{Claim, Status};

/// Takes note that a claim has come into its state, from another one if it had one.
pub async fn moved(tx: &Tx, claim: &Claim, from: Option<Status>) -> Result<(), Error> {
    if let Some(from) = from {
        add(tx, claim, from, -1).await?;
    }
    add(tx, claim, claim.state.status(), 1).await
}

async fn add(tx: &Tx, claim: &Claim, status: Status, difference: i64) -> Result<(), Error> {
    let insurer = if status == Status::Draft { Uuid::nil() } else { claim.insurer.uuid() };
    let row = count::ActiveModel {
        clinic_id: Set(claim.clinic.uuid()),
        insurer_id: Set(insurer),
        status: Set(status.as_str().to_owned()),
        count: Set(difference),
    };
    let key = [count::Column::ClinicId, count::Column::InsurerId, count::Column::Status];
    let sum = Expr::col((count::Entity, count::Column::Count)).add(difference);
    let known = OnConflict::columns(key).value(count::Column::Count, sum).to_owned();
    count::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The scope's counts.
pub async fn all(tx: &Tx) -> Result<BTreeMap<Status, i64>, Error> {
    let rows = tx.find::<count::Entity>().filter(count::Column::Count.ne(0)).all(tx.connection()).await?;
    let mut counts = BTreeMap::new();
    for row in rows {
        let status = Status::parse(&row.status).ok_or_else(|| Error::row("claim_counts", "status"))?;
        *counts.entry(status).or_default() += row.count;
    }
    Ok(counts)
}
