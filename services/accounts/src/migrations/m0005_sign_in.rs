//! Sessions, and how often somebody has guessed. Names are there as keyed hashes: most belong to nobody, and may be
//! anything that was typed into the wrong field.

use sea_orm_migration::prelude::*;

pub(super) struct SignIn;

impl MigrationName for SignIn {
    fn name(&self) -> &'static str {
        "m0005_sign_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SignIn {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut sessions = Table::create();
        sessions
            .table("sessions")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("account_id").uuid().not_null())
            .col(ColumnDef::new("certificate_id").uuid().not_null())
            .col(ColumnDef::new("secret_hash").binary().not_null().unique_key())
            .col(ColumnDef::new("opened_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("last_used_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("expires_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("ended_at").timestamp_with_time_zone())
            .col(ColumnDef::new("previous_sign_in_at").timestamp_with_time_zone());
        manager.create_table(sessions).await?;
        let mut swept = Index::create();
        swept.name("sessions_by_account").table("sessions").col("account_id").col("expires_at");
        manager.create_index(swept).await?;
        ::store::schema::owned(manager, "sessions").await?;
        let mut attempts = Table::create();
        attempts
            .table("sign_in_attempts")
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("name_hash").binary().not_null())
            .col(ColumnDef::new("certificate_id").uuid().not_null())
            .col(ColumnDef::new("window_began_at").timestamp_with_time_zone())
            .col(ColumnDef::new("in_window").integer().not_null())
            .col(ColumnDef::new("in_a_row").integer().not_null())
            .col(ColumnDef::new("signed_in_at").timestamp_with_time_zone())
            .col(ColumnDef::new("last_at").timestamp_with_time_zone().not_null())
            .primary_key(Index::create().col("organisation_id").col("name_hash").col("certificate_id"));
        manager.create_table(attempts).await?;
        let mut swept = Index::create();
        swept
            .name("sign_in_attempts_by_device")
            .table("sign_in_attempts")
            .col("certificate_id")
            .col("last_at");
        manager.create_index(swept).await?;
        ::store::schema::owned(manager, "sign_in_attempts").await
    }
}
