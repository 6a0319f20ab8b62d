//! The last number of each organisation's timeline.

use sea_orm_migration::prelude::*;

pub(super) struct Timelines;

impl MigrationName for Timelines {
    fn name(&self) -> &'static str {
        "m0001_timelines"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Timelines {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("timelines")
            .col(ColumnDef::new("organisation_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("last_sequence").big_integer().not_null());
        manager.create_table(table).await?;
        ::store::schema::platform(manager, "timelines").await
    }
}
