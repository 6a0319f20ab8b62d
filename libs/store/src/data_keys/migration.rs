//! The table `data_keys`. Requests have no right to it at all: a service seals through its keyring.

use sea_orm_migration::prelude::*;

use crate::schema;

/// The migration of a service that seals; put it behind [`crate::migrations`].
#[must_use]
pub fn data_keys() -> Box<dyn MigrationTrait> {
    Box::new(DataKeys)
}

struct DataKeys;

impl MigrationName for DataKeys {
    fn name(&self) -> &'static str {
        "s0002_data_keys"
    }
}

/// One current key per owner and purpose, whoever makes them.
const ONE_CURRENT: &str = "CREATE UNIQUE INDEX data_keys_current ON data_keys (organisation_id, purpose) \
                           WHERE state = 'current'";

#[async_trait::async_trait]
impl MigrationTrait for DataKeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("data_keys")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("purpose").string().not_null())
            .col(ColumnDef::new("kms_key").string().not_null())
            .col(ColumnDef::new("kms_version").string().not_null())
            .col(ColumnDef::new("wrapped").binary().not_null())
            .col(ColumnDef::new("commitment").binary().not_null())
            .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("state").string().not_null())
            .col(ColumnDef::new("reserved_uses").big_integer().not_null());
        manager.create_table(table).await?;
        manager.get_connection().execute_unprepared(ONE_CURRENT).await?;
        schema::platform(manager, "data_keys").await
    }
}
