//! Contracts of clinics and insurers.

use chrono::{DateTime, Utc};
use ids::{OrganisationId, PolicyId};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use store::{Error, Tx};

use super::{
    entity::{contract, erased},
    policy_marks,
};

/// Makes the contract; says whether it was made now.
pub async fn make(
    tx: &Tx,
    clinic: OrganisationId,
    insurer: OrganisationId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let row = contract::ActiveModel {
        clinic_id: Set(clinic.uuid()),
        insurer_id: Set(insurer.uuid()),
        since: Set(now),
    };
    let known = OnConflict::columns([contract::Column::ClinicId, contract::Column::InsurerId])
        .do_nothing()
        .to_owned();
    let made = contract::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await;
    match made {
        Ok(rows) => Ok(rows > 0),
        Err(sea_orm::DbErr::RecordNotInserted) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// Whether clinic and insurer have a contract; that of an erased insurer has ended, also before it is buried.
pub async fn exists(tx: &Tx, clinic: OrganisationId, insurer: OrganisationId) -> Result<bool, Error> {
    Ok(between(tx, clinic, insurer).one(tx.connection()).await?.is_some())
}

/// Whether they have a contract, and the policy is not closed: in one statement, since the counter waits for it.
pub async fn covers(
    tx: &Tx,
    clinic: OrganisationId,
    insurer: OrganisationId,
    policy: PolicyId,
) -> Result<bool, Error> {
    let open = Expr::exists(policy_marks::closed(tx, policy)).not();
    Ok(between(tx, clinic, insurer).filter(open).one(tx.connection()).await?.is_some())
}

fn between(tx: &Tx, clinic: OrganisationId, insurer: OrganisationId) -> Select<contract::Entity> {
    let query = tx.find::<contract::Entity>().filter(contract::Column::ClinicId.eq(clinic.uuid()));
    let query = query.filter(contract::Column::InsurerId.eq(insurer.uuid()));
    let gone = tx.find::<erased::Entity>().filter(erased::Column::OrganisationId.eq(insurer.uuid()));
    let gone = gone.select_only().column(erased::Column::OrganisationId).into_query();
    query.filter(Expr::exists(gone).not())
}

/// The insurers that the clinic has contracts with.
pub async fn insurers(tx: &Tx, clinic: OrganisationId) -> Result<Vec<OrganisationId>, Error> {
    let query = tx.find::<contract::Entity>().filter(contract::Column::ClinicId.eq(clinic.uuid()));
    Ok(query.all(tx.connection()).await?.into_iter().map(|row| row.insurer_id.into()).collect())
}
