//! Programs and their access tokens. Of secrets only the hash is there.

use sea_orm_migration::prelude::*;

pub(super) struct ApiClients;

impl MigrationName for ApiClients {
    fn name(&self) -> &'static str {
        "m0004_api_clients"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ApiClients {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut clients = Table::create();
        clients
            .table("api_clients")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("name").string().not_null())
            .col(ColumnDef::new("roles").string().not_null())
            .col(ColumnDef::new("secret_hash").binary().not_null())
            .col(ColumnDef::new("certificate_id").uuid().not_null())
            .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null());
        manager.create_table(clients).await?;
        ::store::schema::owned(manager, "api_clients").await?;
        let mut tokens = Table::create();
        tokens
            .table("tokens")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("api_client_id").uuid().not_null())
            .col(ColumnDef::new("certificate_id").uuid().not_null())
            .col(ColumnDef::new("secret_hash").binary().not_null().unique_key())
            .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null());
        manager.create_table(tokens).await?;
        let mut swept = Index::create();
        swept.name("tokens_by_client").table("tokens").col("api_client_id").col("expires_at");
        manager.create_index(swept).await?;
        ::store::schema::owned(manager, "tokens").await
    }
}
