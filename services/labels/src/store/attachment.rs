//! The table `attachments`: which thing carries which label, as far as its organisation says.

use ::store::{Error, Tx};
use chrono::{DateTime, Utc};
use ids::{LabelId, OrganisationId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::domain::target::{Target, TargetKind};

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

::store::owned!(row);

/// Where a row lies among those of its organisation.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    kind: String,
    target: Uuid,
    pub(crate) label: LabelId,
}

/// A label on a thing, as far as it can be read.
pub(crate) struct Kept {
    pub(crate) place: Place,
    pub(crate) target: Result<Target, Error>,
    pub(crate) at: DateTime<Utc>,
}

/// A page of all that the scope has put labels on.
pub(crate) async fn page(tx: &Tx, after: Option<&Place>) -> Result<Vec<Kept>, Error> {
    use row::Column::{LabelId, TargetId, TargetKind};
    let query =
        tx.find::<row::Entity>().order_by_asc(TargetKind).order_by_asc(TargetId).order_by_asc(LabelId);
    let query = match after {
        Some(Place { kind, target, label }) => {
            let same_kind = Condition::all().add(TargetKind.eq(kind.as_str()));
            let same_thing = same_kind.clone().add(TargetId.eq(*target)).add(LabelId.gt(label.uuid()));
            let later =
                Condition::any().add(TargetKind.gt(kind.as_str())).add(same_kind.add(TargetId.gt(*target)));
            query.filter(later.add(same_thing))
        }
        None => query,
    };
    let rows = query.limit(super::PAGE).all(tx.connection()).await?;
    Ok(rows.into_iter().map(kept).collect())
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

/// Takes off all that an organisation has put on; again does nothing.
pub(crate) async fn delete_all(tx: &Tx, organisation: OrganisationId) -> Result<(), Error> {
    let all = row::Entity::delete_many().filter(row::Column::OrganisationId.eq(organisation.uuid()));
    all.exec(tx.connection()).await?;
    Ok(())
}

fn kept(row: row::Model) -> Kept {
    let kind = TargetKind::parse(&row.target_kind).map_err(|why| Error::row("attachments", why));
    Kept {
        target: kind.map(|kind| Target { kind, id: row.target_id }),
        place: Place { kind: row.target_kind, target: row.target_id, label: row.label_id.into() },
        at: row.attached_at,
    }
}
