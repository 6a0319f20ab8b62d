//! The table `sessions`. A person's expired sessions go when they sign in again.

use ::store::{Error, Tx};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::domain::{secret::SecretHash, session::Session};

const TABLE: &str = "sessions";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub account_id: Uuid,
        pub certificate_id: Uuid,
        pub secret_hash: Vec<u8>,
        pub opened_at: DateTimeUtc,
        pub last_used_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
        pub previous_sign_in_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Adds a session.
pub(crate) async fn insert(tx: &Tx, session: &Session) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(session.id.uuid()),
        organisation_id: Set(session.organisation.uuid()),
        account_id: Set(session.account.uuid()),
        certificate_id: Set(session.certificate.uuid()),
        secret_hash: Set(session.secret.to_vec()),
        opened_at: Set(session.opened_at),
        last_used_at: Set(session.last_used_at),
        expires_at: Set(session.expires_at),
        ended_at: Set(session.ended_at),
        previous_sign_in_at: Set(session.previous_sign_in_at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// The session with a secret.
pub(crate) async fn by_secret(tx: &Tx, secret: SecretHash) -> Result<Option<Session>, Error> {
    let same = row::Column::SecretHash.eq(secret.to_vec());
    tx.find::<row::Entity>().filter(same).one(tx.connection()).await?.map(session).transpose()
}

/// Writes a use; an ended session stays ended and time does not run backwards.
pub(crate) async fn used(tx: &Tx, session: &Session) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::LastUsedAt, Expr::value(session.last_used_at))
        .filter(row::Column::Id.eq(session.id.uuid()))
        .filter(row::Column::OrganisationId.eq(session.organisation.uuid()))
        .filter(row::Column::EndedAt.is_null())
        .filter(row::Column::LastUsedAt.lt(session.last_used_at))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Writes the end, unless it has ended meanwhile: then says no.
pub(crate) async fn ended(tx: &Tx, session: &Session) -> Result<bool, Error> {
    let written = row::Entity::update_many()
        .col_expr(row::Column::EndedAt, Expr::value(session.ended_at))
        .filter(row::Column::Id.eq(session.id.uuid()))
        .filter(row::Column::OrganisationId.eq(session.organisation.uuid()))
        .filter(row::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(written.rows_affected == 1)
}

/// Removes the expired sessions of the person who has this one.
pub(crate) async fn sweep(tx: &Tx, session: &Session, now: DateTime<Utc>) -> Result<(), Error> {
    row::Entity::delete_many()
        .filter(row::Column::OrganisationId.eq(session.organisation.uuid()))
        .filter(row::Column::AccountId.eq(session.account.uuid()))
        .filter(row::Column::ExpiresAt.lte(now))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn session(row: row::Model) -> Result<Session, Error> {
    Ok(Session {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        account: row.account_id.into(),
        certificate: row.certificate_id.into(),
        secret: row.secret_hash.try_into().map_err(|why| Error::row(TABLE, why))?,
        opened_at: row.opened_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
        previous_sign_in_at: row.previous_sign_in_at,
    })
}
