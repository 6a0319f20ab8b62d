//! The table `attachments`: which thing carries which label, as far as its organisation says.

use ::store::{Error, Tx};
use chrono::{DateTime, Utc};
use ids::{LabelId, OrganisationId};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::OnConflict};

use crate::domain::target::Target;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub target_kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub target_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub label_id: Uuid,
        pub attached_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Puts a label on a thing; says whether it was not there before.
pub(crate) async fn insert(
    tx: &Tx,
    organisation: OrganisationId,
    label: LabelId,
    target: &Target,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let row = row::ActiveModel {
        organisation_id: Set(organisation.uuid()),
        target_kind: Set(target.kind.as_str().to_owned()),
        target_id: Set(target.id),
        label_id: Set(label.uuid()),
        attached_at: Set(at),
    };
    let again = OnConflict::new().do_nothing().to_owned();
    let rows = row::Entity::insert(row).on_conflict(again).exec_without_returning(tx.connection()).await?;
    Ok(rows == 1)
}

/// Takes a label off a thing; says whether it was there.
pub(crate) async fn delete(
    tx: &Tx,
    organisation: OrganisationId,
    label: LabelId,
    target: &Target,
) -> Result<bool, Error> {
    let this = Condition::all()
        .add(row::Column::OrganisationId.eq(organisation.uuid()))
        .add(row::Column::TargetKind.eq(target.kind.as_str()))
        .add(row::Column::TargetId.eq(target.id))
        .add(row::Column::LabelId.eq(label.uuid()));
    let gone = row::Entity::delete_many().filter(this).exec(tx.connection()).await?;
    Ok(gone.rows_affected == 1)
}
