//! What an export walks over: the ids of the scope's claims and policies, a page a transaction, and contracts.

use chrono::{DateTime, Utc};
use ids::{ClaimId, OrganisationId, PolicyId};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use store::{Error, Tx};
use uuid::Uuid;

use super::entity::{claim, contract, policy};

/// Rows that an export reads in one transaction.
const PAGE: u64 = 100;

/// A contract of a clinic and an insurer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contract {
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer.
    pub insurer: OrganisationId,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The scope's claims behind one, oldest first.
pub async fn claims(tx: &Tx, after: Option<ClaimId>) -> Result<Vec<ClaimId>, Error> {
    let query = tx.find::<claim::Entity>().select_only().column(claim::Column::Id);
    let query = query.filter(claim::Column::Id.gt(after.map_or(Uuid::nil(), ClaimId::uuid)));
    let ids: Vec<Uuid> =
        query.order_by_asc(claim::Column::Id).limit(PAGE).into_tuple().all(tx.connection()).await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// The insurer's policies behind one, oldest first.
pub async fn policies(tx: &Tx, after: Option<PolicyId>) -> Result<Vec<PolicyId>, Error> {
    let query = tx.find::<policy::Entity>().select_only().column(policy::Column::Id);
    let query = query.filter(policy::Column::Id.gt(after.map_or(Uuid::nil(), PolicyId::uuid)));
    let ids: Vec<Uuid> =
        query.order_by_asc(policy::Column::Id).limit(PAGE).into_tuple().all(tx.connection()).await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// The scope's contracts behind one.
pub async fn contracts(tx: &Tx, after: Option<Contract>) -> Result<Vec<Contract>, Error> {
    use contract::Column::{ClinicId, InsurerId};
    let query = tx.find::<contract::Entity>().order_by_asc(ClinicId).order_by_asc(InsurerId);
    let query = match after {
        Some(Contract { clinic, insurer, .. }) => {
            let same = Condition::all().add(ClinicId.eq(clinic.uuid())).add(InsurerId.gt(insurer.uuid()));
            query.filter(Condition::any().add(ClinicId.gt(clinic.uuid())).add(same))
        }
        None => query,
    };
    let rows = query.limit(PAGE).all(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Contract {
            clinic: row.clinic_id.into(),
            insurer: row.insurer_id.into(),
            since: row.since,
        })
        .collect())
}
