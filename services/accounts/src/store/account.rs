//! The table `accounts`. Name and address are plain columns until they are sealed; nothing else reads them.

use ::store::{Error, Page, Tx};
use chrono::{DateTime, Utc};
use ids::{AccountId, OrganisationId, Personal};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{roles, roles_text};
use crate::domain::{
    account::{Account, AccountState},
    email::Email,
    password::PasswordHash,
    text::Name,
};

const TABLE: &str = "accounts";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub name: String,
        pub email: String,
        pub password_hash: String,
        pub roles: String,
        pub state: String,
        pub created_at: DateTimeUtc,
        pub last_sign_in_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Adds an account with its password's hash.
pub(crate) async fn insert(tx: &Tx, account: &Account, password: &PasswordHash) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(account.id.uuid()),
        organisation_id: Set(account.organisation.uuid()),
        revision: Set(account.revision),
        name: Set(account.name.expose().as_str().to_owned()),
        email: Set(account.email.expose().as_str().to_owned()),
        password_hash: Set(password.as_str().to_owned()),
        roles: Set(roles_text(&account.roles)),
        state: Set(state_text(account.state).to_owned()),
        created_at: Set(account.created_at),
        last_sign_in_at: Set(account.last_sign_in_at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// One account of the scope.
pub(crate) async fn get(tx: &Tx, id: AccountId) -> Result<Option<Account>, Error> {
    Ok(batch(tx, &[id]).await?.pop())
}

/// The accounts of the scope among these, in no order.
pub(crate) async fn batch(tx: &Tx, ids: &[AccountId]) -> Result<Vec<Account>, Error> {
    let among = row::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
    let rows = tx.find::<row::Entity>().filter(among).all(tx.connection()).await?;
    rows.into_iter().map(account).collect()
}

/// The account with an address, and its password's hash.
pub(crate) async fn by_email(tx: &Tx, email: &Email) -> Result<Option<(Account, PasswordHash)>, Error> {
    let same = row::Column::Email.eq(email.as_str());
    let found = tx.find::<row::Entity>().filter(same).one(tx.connection()).await?;
    found.map(|row| Ok((account(row.clone())?, PasswordHash::new(row.password_hash)))).transpose()
}

/// The accounts after a place, oldest first.
pub(crate) async fn list(tx: &Tx, page: &Page<AccountId>) -> Result<Vec<Account>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_asc(row::Column::Id).limit(page.fetch());
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Id.gt(after.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(account).collect()
}

/// The active accounts of an organisation, for mails.
pub(crate) async fn active(tx: &Tx, organisation: OrganisationId) -> Result<Vec<Account>, Error> {
    let of = row::Column::OrganisationId.eq(organisation.uuid());
    let active = row::Column::State.eq(state_text(AccountState::Active));
    let query = tx.find::<row::Entity>().filter(of).filter(active).order_by_asc(row::Column::Id);
    query.all(tx.connection()).await?.into_iter().map(account).collect()
}

/// Writes when somebody signed in.
pub(crate) async fn signed_in(tx: &Tx, account: &Account, at: DateTime<Utc>) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::LastSignInAt, Expr::value(at))
        .filter(row::Column::Id.eq(account.id.uuid()))
        .filter(row::Column::OrganisationId.eq(account.organisation.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn account(row: row::Model) -> Result<Account, Error> {
    Ok(Account {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        revision: row.revision,
        name: Personal::new(Name::parse(&row.name).map_err(|why| Error::row(TABLE, why))?),
        email: Personal::new(Email::parse(&row.email).map_err(|why| Error::row(TABLE, why))?),
        roles: roles(TABLE, &row.roles)?,
        state: state(&row.state)?,
        created_at: row.created_at,
        last_sign_in_at: row.last_sign_in_at,
    })
}

const fn state_text(state: AccountState) -> &'static str {
    match state {
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
    }
}

fn state(text: &str) -> Result<AccountState, Error> {
    let all = [AccountState::Active, AccountState::Suspended];
    all.into_iter().find(|state| state_text(*state) == text).ok_or_else(|| Error::row(TABLE, "unknown state"))
}
