//! The table `accounts`. Names and addresses are sealed and stay so until somebody says who opens them and why; an
//! account is found by the blind index of its address.

mod sealed;
#[cfg(test)]
mod tests;

use ::store::{Error, Page, SealedColumn, Tx};
use chrono::{DateTime, Utc};
use envelope::{Keyring, Opening, Sealed, Token};
use fault::Fault;
use ids::{AccountId, OrganisationId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

pub(in crate::store) use self::sealed::{ADDRESS, EMAIL, NAME};
pub(crate) use self::sealed::{addresses, member, members, names, tokens, with_address};
use super::{roles, roles_text};
use crate::domain::{
    account::{Account, AccountState, Member},
    password::PasswordHash,
};

pub(in crate::store) const TABLE: &str = "accounts";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub name: ::store::SealedColumn,
        pub email: ::store::SealedColumn,
        pub email_token: i64,
        pub email_ordinal: i32,
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

/// An account as it is kept: whose it is stays sealed.
pub(crate) struct Kept {
    pub(crate) account: Account,
    name: Sealed,
    email: Sealed,
}

/// An account that may have an address: the index is not sure.
pub(crate) struct Candidate {
    kept: Kept,
    password: PasswordHash,
    token: i64,
    ordinal: i32,
}

/// What became of a new account.
pub(crate) enum Inserted {
    /// It is there.
    Added,
    /// Somebody in the organisation has the address.
    Taken,
    /// Another account took its place in the index meanwhile. To be done again, in a new transaction: this one is lost.
    Overtaken,
}

/// Adds an account with its password's hash, unless its organisation has the address.
pub(crate) async fn insert(
    tx: &Tx,
    keys: &Keyring,
    member: &Member,
    password: &PasswordHash,
    opening: &Opening,
) -> Result<Inserted, Fault> {
    let (account, email) = (&member.account, member.email.expose());
    let index = keys.index(account.organisation)?;
    let token = sealed::token(&index, email)?;
    tx.alone(TABLE, account.organisation).await?;
    let candidates = candidates(tx, &tokens(&index, Some(email))).await?;
    if with_address(keys, &candidates, email, opening)?.is_some() {
        return Ok(Inserted::Taken);
    }
    let (name, email) = sealed::seal(keys, member)?;
    let row = row::ActiveModel {
        id: Set(account.id.uuid()),
        organisation_id: Set(account.organisation.uuid()),
        revision: Set(account.revision),
        name: Set(SealedColumn::from(name)),
        email: Set(SealedColumn::from(email)),
        email_token: Set(token.number()),
        email_ordinal: Set(next_ordinal(&candidates, token)),
        password_hash: Set(password.as_str().to_owned()),
        roles: Set(roles_text(&account.roles)),
        state: Set(state_text(account.state).to_owned()),
        created_at: Set(account.created_at),
        last_sign_in_at: Set(account.last_sign_in_at),
    };
    match row.insert(tx.connection()).await.map_err(Error::from) {
        Ok(_) => Ok(Inserted::Added),
        Err(error) if error.is_duplicate() => Ok(Inserted::Overtaken),
        Err(error) => Err(error.into()),
    }
}

/// One account of the scope.
pub(crate) async fn get(tx: &Tx, id: AccountId) -> Result<Option<Kept>, Error> {
    Ok(batch(tx, &[id]).await?.pop())
}

/// The accounts of the scope among these, in no order.
pub(crate) async fn batch(tx: &Tx, ids: &[AccountId]) -> Result<Vec<Kept>, Error> {
    let among = row::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
    let rows = tx.find::<row::Entity>().filter(among).all(tx.connection()).await?;
    rows.into_iter().map(kept).collect()
}

/// The accounts whose address has one of these tokens: usually the one that is meant, seldom another.
pub(crate) async fn candidates(tx: &Tx, tokens: &[Token]) -> Result<Vec<Candidate>, Error> {
    let same = row::Column::EmailToken.is_in(tokens.iter().map(|token| token.number()));
    let rows = tx.find::<row::Entity>().filter(same).all(tx.connection()).await?;
    rows.into_iter().map(candidate).collect()
}

/// The accounts after a place, oldest first.
pub(crate) async fn list(tx: &Tx, page: &Page<AccountId>) -> Result<Vec<Kept>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_asc(row::Column::Id).limit(page.fetch());
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Id.gt(after.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(kept).collect()
}

/// The active accounts of an organisation, for mails.
pub(crate) async fn active(tx: &Tx, organisation: OrganisationId) -> Result<Vec<Kept>, Error> {
    let of = row::Column::OrganisationId.eq(organisation.uuid());
    let active = row::Column::State.eq(state_text(AccountState::Active));
    let query = tx.find::<row::Entity>().filter(of).filter(active).order_by_asc(row::Column::Id);
    query.all(tx.connection()).await?.into_iter().map(kept).collect()
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

fn candidate(row: row::Model) -> Result<Candidate, Error> {
    let (token, ordinal) = (row.email_token, row.email_ordinal);
    let password = PasswordHash::new(row.password_hash.clone());
    Ok(Candidate { kept: kept(row)?, password, token, ordinal })
}

fn kept(row: row::Model) -> Result<Kept, Error> {
    let account = Account {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        revision: row.revision,
        roles: roles(TABLE, &row.roles)?,
        state: state(&row.state)?,
        created_at: row.created_at,
        last_sign_in_at: row.last_sign_in_at,
    };
    Ok(Kept { account, name: row.name.into(), email: row.email.into() })
}

/// Behind the others with the same token.
fn next_ordinal(candidates: &[Candidate], token: Token) -> i32 {
    let same = candidates.iter().filter(|candidate| candidate.token == token.number());
    same.map(|candidate| candidate.ordinal).max().map_or(0, |highest| highest.saturating_add(1))
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
