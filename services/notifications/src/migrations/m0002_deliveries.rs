//! One mail to one recipient, by reference: there is no column for an address.

use sea_orm_migration::prelude::*;

pub(super) struct Deliveries;

impl MigrationName for Deliveries {
    fn name(&self) -> &'static str {
        "m0002_deliveries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Deliveries {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table()).await?;
        let indexes = [
            "CREATE UNIQUE INDEX deliveries_once ON deliveries (fan_out_id, recipient)",
            "CREATE INDEX deliveries_in_order ON deliveries (organisation_id, id)",
            "CREATE INDEX deliveries_by_subject ON deliveries (subject_id, organisation_id, id)",
            "CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'queued'",
        ];
        for index in indexes {
            manager.get_connection().execute_unprepared(index).await?;
        }
        ::store::schema::read_only(manager, "deliveries").await
    }
}

fn table() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("deliveries")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("organisation_id").uuid().not_null())
        .col(ColumnDef::new("revision").big_integer().not_null())
        .col(ColumnDef::new("fan_out_id").uuid().not_null())
        .col(ColumnDef::new("template").string().not_null())
        .col(ColumnDef::new("subject_id").string().not_null())
        .col(ColumnDef::new("recipient").string().not_null())
        .col(ColumnDef::new("state").string().not_null())
        .col(ColumnDef::new("attempts").integer().not_null())
        .col(ColumnDef::new("last_answer").string().not_null())
        .col(ColumnDef::new("queued_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("due_at").timestamp_with_time_zone())
        .col(ColumnDef::new("sent_at").timestamp_with_time_zone())
        .col(ColumnDef::new("leased_until").timestamp_with_time_zone())
        .col(ColumnDef::new("lease").uuid())
        .col(ColumnDef::new("traceparent").string().not_null())
        .foreign_key(ForeignKey::create().from("deliveries", "fan_out_id").to("fan_outs", "id"));
    table
}
