//! People: names and addresses sealed, and a blind index of the address (ADR 12). An address is once in an organisation:
//! across them, a refusal would tell who is elsewhere.

use sea_orm_migration::prelude::*;

pub(super) struct Accounts;

impl MigrationName for Accounts {
    fn name(&self) -> &'static str {
        "m0003_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Accounts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("accounts")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("name").binary().not_null())
            .col(ColumnDef::new("email").binary().not_null())
            .col(ColumnDef::new("email_token").big_integer().not_null())
            .col(ColumnDef::new("email_ordinal").integer().not_null())
            .col(ColumnDef::new("password_hash").string().not_null())
            .col(ColumnDef::new("roles").string().not_null())
            .col(ColumnDef::new("state").string().not_null())
            .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("last_sign_in_at").timestamp_with_time_zone());
        manager.create_table(table).await?;
        // Tokens are short, so two addresses may share one; who adds the second has compared, and takes the next ordinal.
        let mut once = Index::create();
        once.name("accounts_email_once")
            .table("accounts")
            .col("organisation_id")
            .col("email_token")
            .col("email_ordinal")
            .unique();
        manager.create_index(once).await?;
        let mut order = Index::create();
        order.name("accounts_in_order").table("accounts").col("organisation_id").col("id");
        manager.create_index(order).await?;
        ::store::schema::owned(manager, "accounts").await
    }
}
