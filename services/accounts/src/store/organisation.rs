//! The table `organisations`: the directory. Its unique indexes make a name unique and the operator single.

use ::store::{Error, Page, Scope, Scoped, Tx, deny, everything};
use identity::OrganisationKind;
use ids::OrganisationId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
};

use crate::domain::{
    organisation::Organisation,
    text::{BadText, OrganisationName, Text},
};

const TABLE: &str = "organisations";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub revision: i64,
        pub kind: String,
        pub name: String,
        pub code: Option<String>,
        pub phone: Option<String>,
        pub registered_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Names are for everybody who has an organisation; what else is shown of another's is the use case's to cut.
impl Scoped for row::Entity {
    fn wall(scope: &Scope) -> Condition {
        match scope {
            Scope::Organisation { .. } | Scope::Platform(_) => everything(),
            Scope::Lookup { .. } => deny(),
        }
    }
}

/// Adds an organisation.
pub(crate) async fn insert(tx: &Tx, organisation: &Organisation) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(organisation.id.uuid()),
        revision: Set(organisation.revision),
        kind: Set(organisation.kind.as_str().to_owned()),
        name: Set(organisation.name.as_str().to_owned()),
        code: Set(organisation.code.as_ref().map(|code| code.as_str().to_owned())),
        phone: Set(organisation.phone.as_ref().map(|phone| phone.as_str().to_owned())),
        registered_at: Set(organisation.registered_at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// Whether there is an operator's organisation.
pub(crate) async fn has_operator(tx: &Tx) -> Result<bool, Error> {
    let operator = row::Column::Kind.eq(OrganisationKind::Operator.as_str());
    Ok(tx.find::<row::Entity>().filter(operator).one(tx.connection()).await?.is_some())
}

/// One organisation.
pub(crate) async fn get(tx: &Tx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    Ok(batch(tx, &[id]).await?.pop())
}

/// The organisations among these that exist, in no order.
pub(crate) async fn batch(tx: &Tx, ids: &[OrganisationId]) -> Result<Vec<Organisation>, Error> {
    let among = row::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
    let rows = tx.find::<row::Entity>().filter(among).all(tx.connection()).await?;
    rows.into_iter().map(organisation).collect()
}

/// The organisations of these kinds after a name, by name.
pub(crate) async fn list(
    tx: &Tx,
    kinds: &[OrganisationKind],
    page: &Page<String>,
) -> Result<Vec<Organisation>, Error> {
    let kinds = row::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()));
    let mut query =
        tx.find::<row::Entity>().filter(kinds).order_by_asc(row::Column::Name).limit(page.fetch());
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Name.gt(after.as_str()));
    }
    query.all(tx.connection()).await?.into_iter().map(organisation).collect()
}

fn organisation(row: row::Model) -> Result<Organisation, Error> {
    Ok(Organisation {
        id: row.id.into(),
        revision: row.revision,
        kind: row.kind.parse().map_err(|why| Error::row(TABLE, why))?,
        name: OrganisationName::parse(&row.name).map_err(|why| Error::row(TABLE, why))?,
        code: optional(row.code)?,
        phone: optional(row.phone)?,
        registered_at: row.registered_at,
    })
}

fn optional<const MOST: usize>(text: Option<String>) -> Result<Option<Text<MOST>>, Error> {
    text.map(|text| Text::parse(&text)).transpose().map_err(|why: BadText| Error::row(TABLE, why))
}
