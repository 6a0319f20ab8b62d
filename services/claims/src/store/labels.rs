//! Which labels claims carry, as the labels service told.

use ids::{ClaimId, LabelId, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};
use store::{Error, Tx};

use super::entity::label;

/// The claim carries the label.
pub async fn attach(
    tx: &Tx,
    organisation: OrganisationId,
    label: LabelId,
    claim: ClaimId,
) -> Result<(), Error> {
    let row = label::ActiveModel {
        organisation_id: Set(organisation.uuid()),
        label_id: Set(label.uuid()),
        claim_id: Set(claim.uuid()),
    };
    let key = [label::Column::OrganisationId, label::Column::LabelId, label::Column::ClaimId];
    let known = OnConflict::columns(key).do_nothing().to_owned();
    match label::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await {
        Ok(_) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// The claim does not carry the label.
pub async fn detach(
    tx: &Tx,
    organisation: OrganisationId,
    label: LabelId,
    claim: ClaimId,
) -> Result<(), Error> {
    label::Entity::delete_many()
        .filter(label::Column::OrganisationId.eq(organisation.uuid()))
        .filter(label::Column::LabelId.eq(label.uuid()))
        .filter(label::Column::ClaimId.eq(claim.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}
