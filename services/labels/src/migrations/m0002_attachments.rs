//! What carries which label; the thing's owner is another service and is not asked.

use sea_orm_migration::prelude::*;

pub(super) struct Attachments;

impl MigrationName for Attachments {
    fn name(&self) -> &'static str {
        "m0002_attachments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Attachments {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("attachments")
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("target_kind").string().not_null())
            .col(ColumnDef::new("target_id").uuid().not_null())
            .col(ColumnDef::new("label_id").uuid().not_null())
            .col(ColumnDef::new("attached_at").timestamp_with_time_zone().not_null())
            .primary_key(
                Index::create().col("organisation_id").col("target_kind").col("target_id").col("label_id"),
            )
            .foreign_key(ForeignKey::create().from("attachments", "label_id").to("labels", "id"));
        manager.create_table(table).await?;
        ::store::schema::owned(manager, "attachments").await
    }
}
