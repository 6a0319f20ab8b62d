//! The table `api_clients`.

use ::store::{Error, Tx};
use ids::ApiClientId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{roles, roles_text};
use crate::domain::{api_client::ApiClient, text::Name};

const TABLE: &str = "api_clients";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_clients")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub name: String,
        pub roles: String,
        pub secret_hash: Vec<u8>,
        pub certificate_id: Uuid,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Adds a program.
pub(crate) async fn insert(tx: &Tx, client: &ApiClient) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(client.id.uuid()),
        organisation_id: Set(client.organisation.uuid()),
        revision: Set(client.revision),
        name: Set(client.name.as_str().to_owned()),
        roles: Set(roles_text(&client.roles)),
        secret_hash: Set(client.secret.to_vec()),
        certificate_id: Set(client.certificate.uuid()),
        created_at: Set(client.created_at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// One program of the scope.
pub(crate) async fn get(tx: &Tx, id: ApiClientId) -> Result<Option<ApiClient>, Error> {
    let found = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid())).one(tx.connection()).await?;
    found.map(client).transpose()
}

/// The scope's programs behind one, oldest first.
pub(crate) async fn after(tx: &Tx, id: Option<ApiClientId>, most: u64) -> Result<Vec<ApiClient>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_asc(row::Column::Id).limit(most);
    if let Some(id) = id {
        query = query.filter(row::Column::Id.gt(id.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(client).collect()
}

fn client(row: row::Model) -> Result<ApiClient, Error> {
    Ok(ApiClient {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        revision: row.revision,
        name: Name::parse(&row.name).map_err(|why| Error::row(TABLE, why))?,
        roles: roles(TABLE, &row.roles)?,
        secret: row.secret_hash.try_into().map_err(|why| Error::row(TABLE, why))?,
        certificate: row.certificate_id.into(),
        created_at: row.created_at,
    })
}
