//! The table `labels`. Its unique index on (organisation, name) is what makes a name unique.

use ::store::{Error, Page, Tx};
use chrono::{DateTime, Utc};
use ids::{LabelId, OrganisationId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::label::{Description, Label, Name};

const TABLE: &str = "labels";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "labels")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub name: String,
        pub colour: String,
        pub description: String,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Adds a label.
pub(crate) async fn insert(tx: &Tx, label: &Label, at: DateTime<Utc>) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(label.id.uuid()),
        organisation_id: Set(label.organisation.uuid()),
        revision: Set(label.revision),
        name: Set(label.name.as_str().to_owned()),
        colour: Set(label.colour.as_str().to_owned()),
        description: Set(label.description.as_str().to_owned()),
        created_at: Set(at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// Whether the scope has this label.
pub(crate) async fn exists(tx: &Tx, label: LabelId) -> Result<bool, Error> {
    let found =
        tx.find::<row::Entity>().filter(row::Column::Id.eq(label.uuid())).one(tx.connection()).await?;
    Ok(found.is_some())
}

/// The labels after a place, oldest first.
pub(crate) async fn list(tx: &Tx, page: &Page<LabelId>) -> Result<Vec<Label>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_asc(row::Column::Id).limit(page.fetch());
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Id.gt(after.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(label).collect()
}

/// A page of all labels of the scope with when they were made, oldest first: also those that cannot be read.
pub(crate) async fn page(
    tx: &Tx,
    after: Option<LabelId>,
) -> Result<Vec<(LabelId, DateTime<Utc>, Result<Label, Error>)>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_asc(row::Column::Id).limit(super::PAGE);
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.uuid()));
    }
    let rows = query.all(tx.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.created_at, label(row))).collect())
}

/// Deletes an organisation's labels, which nothing carries any more; again does nothing.
pub(crate) async fn delete_all(tx: &Tx, organisation: OrganisationId) -> Result<(), Error> {
    let all = row::Entity::delete_many().filter(row::Column::OrganisationId.eq(organisation.uuid()));
    all.exec(tx.connection()).await?;
    Ok(())
}

fn label(row: row::Model) -> Result<Label, Error> {
    let refusal = |why: &dyn std::fmt::Display| Error::row(TABLE, why);
    Ok(Label {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        revision: row.revision,
        name: Name::parse(&row.name).map_err(|why| refusal(&why))?,
        colour: row.colour.parse().map_err(|why| refusal(&why))?,
        description: Description::parse(&row.description).map_err(|why| refusal(&why))?,
    })
}
