//! The table `tokens`. A client's expired tokens go when it gets a new one.

use ::store::{Error, Tx};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::domain::{secret::SecretHash, token::Token};

const TABLE: &str = "tokens";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub api_client_id: Uuid,
        pub certificate_id: Uuid,
        pub secret_hash: Vec<u8>,
        pub expires_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Adds a token.
pub(crate) async fn insert(tx: &Tx, token: &Token) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(token.id.uuid()),
        organisation_id: Set(token.organisation.uuid()),
        api_client_id: Set(token.api_client.uuid()),
        certificate_id: Set(token.certificate.uuid()),
        secret_hash: Set(token.secret.to_vec()),
        expires_at: Set(token.expires_at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// The token with a secret.
pub(crate) async fn by_secret(tx: &Tx, secret: SecretHash) -> Result<Option<Token>, Error> {
    let same = row::Column::SecretHash.eq(secret.to_vec());
    tx.find::<row::Entity>().filter(same).one(tx.connection()).await?.map(token).transpose()
}

/// Removes the expired tokens of the client that has this one.
pub(crate) async fn sweep(tx: &Tx, token: &Token, now: DateTime<Utc>) -> Result<(), Error> {
    row::Entity::delete_many()
        .filter(row::Column::OrganisationId.eq(token.organisation.uuid()))
        .filter(row::Column::ApiClientId.eq(token.api_client.uuid()))
        .filter(row::Column::ExpiresAt.lte(now))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn token(row: row::Model) -> Result<Token, Error> {
    Ok(Token {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        api_client: row.api_client_id.into(),
        certificate: row.certificate_id.into(),
        secret: row.secret_hash.try_into().map_err(|why| Error::row(TABLE, why))?,
        expires_at: row.expires_at,
    })
}
