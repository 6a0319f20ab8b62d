//! The rules of insurers in their table: at most one row each.

use ids::OrganisationId;
use money::Yen;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use store::{Error, Tx};

use super::entity::review_rules as table;
use crate::domain::rules::Rules;

/// Lets nobody else set those of an insurer until the transaction ends.
pub async fn hold(tx: &Tx, insurer: OrganisationId) -> Result<(), Error> {
    tx.alone("review_rules", insurer).await
}

/// Those of an insurer, if it has any.
pub async fn get(tx: &Tx, insurer: OrganisationId) -> Result<Option<Rules>, Error> {
    let of_it = tx.find::<table::Entity>().filter(table::Column::OrganisationId.eq(insurer.uuid()));
    of_it.one(tx.connection()).await?.map(read).transpose()
}

/// Writes them.
pub async fn put(tx: &Tx, rules: &Rules) -> Result<(), Error> {
    let Rules { insurer, revision, approves_up_to, sample_pct } = *rules;
    let row = table::ActiveModel {
        organisation_id: Set(insurer.uuid()),
        revision: Set(revision),
        approves_up_to_yen: Set(approves_up_to.map(Yen::get)),
        sample_pct: Set(sample_pct.into()),
    };
    let columns = [table::Column::Revision, table::Column::ApprovesUpToYen, table::Column::SamplePct];
    let known = OnConflict::column(table::Column::OrganisationId).update_columns(columns).to_owned();
    table::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Forgets those of an insurer that was erased.
pub async fn forget(tx: &Tx, insurer: OrganisationId) -> Result<(), Error> {
    let of_it = table::Column::OrganisationId.eq(insurer.uuid());
    table::Entity::delete_many().filter(of_it).exec(tx.connection()).await?;
    Ok(())
}

fn read(row: table::Model) -> Result<Rules, Error> {
    Ok(Rules {
        insurer: row.organisation_id.into(),
        revision: row.revision,
        approves_up_to: row.approves_up_to_yen.map(Yen::new),
        sample_pct: u8::try_from(row.sample_pct).map_err(|why| Error::row("review_rules", why))?,
    })
}
