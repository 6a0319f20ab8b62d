//! The table `organisations`: the directory. Its unique indexes make a name unique and the operator single.

use ::store::{Error, Page, Scope, Scoped, Tx, deny, everything};
use chrono::{DateTime, Utc};
use identity::OrganisationKind;
use ids::OrganisationId;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::domain::{
    organisation::{Life, Organisation},
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
        pub closed_at: Option<DateTimeUtc>,
        pub erased_at: Option<DateTimeUtc>,
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
        closed_at: Set(closed_at(organisation.life)),
        erased_at: Set(erased_at(organisation.life)),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// The operator's organisation, if there is one.
pub(crate) async fn operator(tx: &Tx) -> Result<Option<Organisation>, Error> {
    let operator = row::Column::Kind.eq(OrganisationKind::Operator.as_str());
    tx.find::<row::Entity>().filter(operator).one(tx.connection()).await?.map(organisation).transpose()
}

/// One organisation, held until the transaction ends: nobody else changes it, and nobody adds anything to it.
pub(crate) async fn lock(tx: &Tx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    let query = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid())).lock(LockType::Update);
    query.one(tx.connection()).await?.map(organisation).transpose()
}

/// Whether an organisation's people may come in. It stays so until the transaction ends: who adds something to an
/// organisation asks this first, before any other lock.
pub(crate) async fn stays_open(tx: &Tx, id: OrganisationId) -> Result<bool, Error> {
    let query = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid())).lock(LockType::Share);
    Ok(query.one(tx.connection()).await?.map(organisation).transpose()?.is_some_and(|one| one.is_open()))
}

/// Writes how far an organisation has come, unless somebody has changed it since: then says no.
pub(crate) async fn save(tx: &Tx, organisation: &Organisation) -> Result<bool, Error> {
    let phone = organisation.phone.as_ref().map(|phone| phone.as_str().to_owned());
    let written = row::Entity::update_many()
        .col_expr(row::Column::Revision, Expr::value(organisation.revision))
        .col_expr(row::Column::Phone, Expr::value(phone))
        .col_expr(row::Column::ClosedAt, Expr::value(closed_at(organisation.life)))
        .col_expr(row::Column::ErasedAt, Expr::value(erased_at(organisation.life)))
        .filter(row::Column::Id.eq(organisation.id.uuid()))
        .filter(row::Column::Revision.eq(organisation.revision - 1))
        .exec(tx.connection())
        .await?;
    Ok(written.rows_affected == 1)
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

/// The organisations of these kinds after a name, by name; also those that were closed, or not.
pub(crate) async fn list(
    tx: &Tx,
    kinds: &[OrganisationKind],
    also_closed: bool,
    page: &Page<String>,
) -> Result<Vec<Organisation>, Error> {
    let kinds = row::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str()));
    let mut query =
        tx.find::<row::Entity>().filter(kinds).order_by_asc(row::Column::Name).limit(page.fetch());
    if !also_closed {
        query = query.filter(row::Column::ClosedAt.is_null());
    }
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
        life: life(row.closed_at, row.erased_at)?,
    })
}

fn life(closed_at: Option<DateTime<Utc>>, erased_at: Option<DateTime<Utc>>) -> Result<Life, Error> {
    match (closed_at, erased_at) {
        (None, None) => Ok(Life::Open),
        (Some(at), None) => Ok(Life::Closed { at }),
        (Some(closed_at), Some(at)) => Ok(Life::Erased { closed_at, at }),
        (None, Some(_)) => Err(Error::row(TABLE, "erased and not closed")),
    }
}

const fn closed_at(life: Life) -> Option<DateTime<Utc>> {
    match life {
        Life::Open => None,
        Life::Closed { at } | Life::Erased { closed_at: at, .. } => Some(at),
    }
}

const fn erased_at(life: Life) -> Option<DateTime<Utc>> {
    match life {
        Life::Open | Life::Closed { .. } => None,
        Life::Erased { at, .. } => Some(at),
    }
}

fn optional<const MOST: usize>(text: Option<String>) -> Result<Option<Text<MOST>>, Error> {
    text.map(|text| Text::parse(&text)).transpose().map_err(|why: BadText| Error::row(TABLE, why))
}
