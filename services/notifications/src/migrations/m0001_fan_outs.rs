//! Mails that are asked for, once per fact and template. Only the platform sees them.

use sea_orm_migration::prelude::*;

pub(super) struct FanOuts;

impl MigrationName for FanOuts {
    fn name(&self) -> &'static str {
        "m0001_fan_outs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for FanOuts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("fan_outs")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("fact_id").uuid().not_null())
            .col(ColumnDef::new("template").string().not_null())
            .col(ColumnDef::new("claim_id").uuid().not_null())
            .col(ColumnDef::new("attempts").integer().not_null())
            .col(ColumnDef::new("queued_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("due_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("called_off").string())
            .col(ColumnDef::new("done_at").timestamp_with_time_zone())
            .col(ColumnDef::new("leased_until").timestamp_with_time_zone())
            .col(ColumnDef::new("lease").uuid())
            .col(ColumnDef::new("traceparent").string().not_null());
        manager.create_table(table).await?;
        let mut once = Index::create();
        once.name("fan_outs_once").table("fan_outs").col("fact_id").col("template").unique();
        manager.create_index(once).await?;
        let due = "CREATE INDEX fan_outs_due ON fan_outs (due_at) WHERE done_at IS NULL";
        manager.get_connection().execute_unprepared(due).await?;
        ::store::schema::platform(manager, "fan_outs").await
    }
}
