//! Which submitted claims are to be checked: a column of their rows, set with each submission and empty from the check or the decision on.
//! Of an insurer without rules nothing is checked.

use chrono::{DateTime, Utc};
use fault::Fault;
use ids::{ClaimId, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr};
use store::{Error, Tx};
use uuid::Uuid;

use super::{
    claim_rows,
    entity::{claim, review_rules},
};
use crate::domain::check::Checked;

/// A claim that is to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub claim: ClaimId,
    /// By whose rules.
    pub insurer: OrganisationId,
}

/// Some that are due, the longest first.
pub async fn due(tx: &Tx, now: DateTime<Utc>, most: u64) -> Result<Vec<Due>, Error> {
    let rules = tx.find::<review_rules::Entity>().select_only();
    let with_rules = rules.column(review_rules::Column::OrganisationId).into_query();
    let due = tx
        .find::<claim::Entity>()
        .filter(claim::Column::CheckDueAt.lte(now))
        .filter(claim::Column::InsurerId.in_subquery(with_rules));
    let due = due.order_by_asc(claim::Column::CheckDueAt).limit(most).select_only();
    let due = due.columns([claim::Column::Id, claim::Column::PolicyInsurerId]);
    let rows: Vec<(Uuid, Uuid)> = due.into_tuple().all(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(claim, insurer)| Due { claim: claim.into(), insurer: insurer.into() })
        .collect())
}

/// Whether a claim, which is locked, is still to be checked.
pub async fn is_due(tx: &Tx, id: ClaimId) -> Result<bool, Error> {
    let due = tx.find::<claim::Entity>().filter(claim::Column::Id.eq(id.uuid()));
    let due = due.filter(claim::Column::CheckDueAt.is_not_null()).select_only().column(claim::Column::Id);
    Ok(due.into_tuple::<Uuid>().one(tx.connection()).await?.is_some())
}

/// Keeps what was found; the claim is not due any more.
pub async fn keep(tx: &Tx, id: ClaimId, checked: &Checked) -> Result<(), Fault> {
    let none: Option<DateTime<Utc>> = None;
    let kept = claim::Entity::update_many()
        .col_expr(claim::Column::CheckDueAt, Expr::value(none))
        .col_expr(claim::Column::Checked, Expr::value(claim_rows::json(checked)?))
        .filter(claim::Column::Id.eq(id.uuid()));
    kept.exec(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// Has a claim wait until a moment, or no more.
pub async fn postpone(tx: &Tx, id: ClaimId, until: Option<DateTime<Utc>>) -> Result<(), Error> {
    let postponed = claim::Entity::update_many()
        .col_expr(claim::Column::CheckDueAt, Expr::value(until))
        .filter(claim::Column::Id.eq(id.uuid()))
        .filter(claim::Column::CheckDueAt.is_not_null());
    postponed.exec(tx.connection()).await?;
    Ok(())
}
