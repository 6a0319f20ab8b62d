//! Claims about one policy, whoever's they are: what a policyholder has asked for reaches all of them, also drafts of clinics.

use chrono::{DateTime, Utc};
use fault::Fault;
use ids::{ClaimId, OrganisationId, PolicyId};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use store::{Error, Tx};

use super::{claim_rows, entity::claim, seals::Seals};
use crate::domain::{claim::Status, policy::Policy};

/// A claim about the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Which.
    pub claim: ClaimId,
    /// Its clinic.
    pub clinic: OrganisationId,
    /// Where it stands.
    pub status: Status,
}

/// Those that the scope may see, in the order of their ids.
pub async fn list(tx: &Tx, policy: PolicyId) -> Result<Vec<About>, Error> {
    found(tx, policy, false).await
}

/// The same, locked until the transaction ends: none of them is submitted, decided or described meanwhile.
pub async fn lock(tx: &Tx, policy: PolicyId) -> Result<Vec<About>, Error> {
    found(tx, policy, tx.is_postgres()).await
}

/// Stops the use of submitted ones, or resumes it. A draft is its clinic's: it stays, and goes no further while the policy is closed.
pub async fn stop(tx: &Tx, policy: PolicyId, since: Option<DateTime<Utc>>) -> Result<(), Error> {
    let stopped = claim::Entity::update_many()
        .col_expr(claim::Column::StoppedAt, Expr::value(since))
        .col_expr(claim::Column::Revision, Expr::col(claim::Column::Revision).add(1))
        .filter(claim::Column::PolicyId.eq(policy.uuid()))
        .filter(claim::Column::Status.ne(Status::Draft.as_str()));
    stopped.exec(tx.connection()).await?;
    Ok(())
}

/// Writes into them whom their policy names now, each under its owner's keys; they are locked. A claim is found by what it says itself.
/// A draft whose clinic's keys open nothing keeps what it says.
pub async fn rename(tx: &Tx, seals: Seals<'_>, policy: &Policy) -> Result<(), Fault> {
    let about = tx.find::<claim::Entity>().filter(claim::Column::PolicyId.eq(policy.id.uuid()));
    let rows = about.order_by_asc(claim::Column::Id).all(tx.connection()).await.map_err(Error::from)?;
    let owners = rows.iter().map(claim_rows::owner_of).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<_> = rows
        .iter()
        .zip(owners)
        .filter(|(_, owner)| seals.closed(*owner).is_none())
        .map(|(row, _)| row)
        .collect();
    seals.ready(rows.iter().flat_map(|row| claim_rows::cover_columns(row)))?;
    for row in rows {
        let changed = claim::Entity::update_many()
            .set(claim_rows::named_as(row, policy, seals)?)
            .col_expr(claim::Column::Revision, Expr::col(claim::Column::Revision).add(1))
            .filter(claim::Column::Id.eq(row.id));
        changed.exec(tx.connection()).await.map_err(Error::from)?;
    }
    Ok(())
}

async fn found(tx: &Tx, policy: PolicyId, locked: bool) -> Result<Vec<About>, Error> {
    let query = tx.find::<claim::Entity>().filter(claim::Column::PolicyId.eq(policy.uuid()));
    let query = query.order_by_asc(claim::Column::Id).select_only();
    let query = query.columns([claim::Column::Id, claim::Column::ClinicId, claim::Column::Status]);
    let query = if locked { query.lock(LockType::Update) } else { query };
    let rows: Vec<(uuid::Uuid, uuid::Uuid, String)> = query.into_tuple().all(tx.connection()).await?;
    rows.into_iter()
        .map(|(claim, clinic, status)| {
            let status = Status::parse(&status).ok_or_else(|| Error::row(claim_rows::CLAIMS, "status"))?;
            Ok(About { claim: claim.into(), clinic: clinic.into(), status })
        })
        .collect()
}
