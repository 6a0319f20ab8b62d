//! Client certificates: a serial number and a fingerprint once.

use sea_orm_migration::prelude::*;

pub(super) struct Certificates;

impl MigrationName for Certificates {
    fn name(&self) -> &'static str {
        "m0002_certificates"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Certificates {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("certificates")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("label").string().not_null())
            .col(ColumnDef::new("serial").string().not_null().unique_key())
            .col(ColumnDef::new("fingerprint").string().not_null().unique_key())
            .col(ColumnDef::new("not_before").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("not_after").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("der").binary().not_null())
            .col(ColumnDef::new("issued_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("revoked_at").timestamp_with_time_zone());
        manager.create_table(table).await?;
        let mut order = Index::create();
        order.name("certificates_in_order").table("certificates").col("organisation_id").col("id");
        manager.create_index(order).await?;
        let revoked =
            "CREATE INDEX certificates_revoked ON certificates (not_after) WHERE revoked_at IS NOT NULL";
        manager.get_connection().execute_unprepared(revoked).await?;
        ::store::schema::owned(manager, "certificates").await
    }
}
