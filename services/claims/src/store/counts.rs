//! Counts by status, kept in the transaction of each change, so that no page counts rows.

use std::collections::{BTreeMap, BTreeSet};

use ids::OrganisationId;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set,
    sea_query::{Expr, OnConflict},
};
use store::{Error, Tx};
use uuid::Uuid;

use super::entity::count;
use crate::domain::{
    claim::{Claim, Status},
    tombstone::Tombstone,
};

/// Takes note that a claim has come into its state, from another one if it had one. Its rows are locked until the
/// transaction ends, so do it late; always in the order of states, so that nobody waits in a circle.
pub async fn moved(tx: &Tx, claim: &Claim, from: Option<Status>) -> Result<(), Error> {
    let parties = (claim.clinic, claim.insurer);
    let mut steps: Vec<_> =
        from.map(|from| (from, -1)).into_iter().chain([(claim.state.status(), 1)]).collect();
    steps.sort_unstable();
    add(tx, steps.into_iter().map(|(status, step)| row(parties, status, step))).await
}

/// Takes note that what stays of a claim is there.
pub async fn buried(tx: &Tx, stone: &Tombstone) -> Result<(), Error> {
    add(tx, [row((stone.clinic, stone.insurer), stone.status, 1)]).await
}

async fn add(tx: &Tx, rows: impl IntoIterator<Item = count::ActiveModel>) -> Result<(), Error> {
    let key = [count::Column::ClinicId, count::Column::InsurerId, count::Column::Status];
    let known = Expr::col((count::Entity, count::Column::Count));
    let sum = known.add(Expr::col(("excluded", count::Column::Count)));
    let known = OnConflict::columns(key).value(count::Column::Count, sum).to_owned();
    count::Entity::insert_many(rows).on_conflict(known).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Takes note that so many drafts of a clinic are gone.
pub async fn drafts_gone(tx: &Tx, clinic: OrganisationId, gone: usize) -> Result<(), Error> {
    let gone = i64::try_from(gone).unwrap_or(i64::MAX);
    count::Entity::update_many()
        .col_expr(count::Column::Count, Expr::col(count::Column::Count).sub(gone))
        .filter(count::Column::ClinicId.eq(clinic.uuid()))
        .filter(count::Column::InsurerId.eq(Uuid::nil()))
        .filter(count::Column::Status.eq(Status::Draft.as_str()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn row(
    (clinic, insurer): (OrganisationId, OrganisationId),
    status: Status,
    count: i64,
) -> count::ActiveModel {
    let insurer = if status == Status::Draft { Uuid::nil() } else { insurer.uuid() };
    count::ActiveModel {
        clinic_id: Set(clinic.uuid()),
        insurer_id: Set(insurer),
        status: Set(status.as_str().to_owned()),
        count: Set(count),
    }
}

/// The insurers that the scope's claims were submitted to.
pub async fn insurers(tx: &Tx) -> Result<BTreeSet<OrganisationId>, Error> {
    let query = tx.find::<count::Entity>().filter(count::Column::InsurerId.ne(Uuid::nil()));
    Ok(query.all(tx.connection()).await?.into_iter().map(|row| row.insurer_id.into()).collect())
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
