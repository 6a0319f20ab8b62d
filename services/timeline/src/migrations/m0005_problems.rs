//! What support codes stand for, for 90 days. Nobody's: it says nothing of who was shown it.

use sea_orm_migration::prelude::*;

pub(super) struct Problems;

impl MigrationName for Problems {
    fn name(&self) -> &'static str {
        "m0005_problems"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Problems {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("problems")
            .col(ColumnDef::new("trace_id").string().not_null().primary_key())
            .col(ColumnDef::new("code").string().not_null())
            .col(ColumnDef::new("page").string().not_null())
            .col(ColumnDef::new("reason").string().not_null())
            .col(ColumnDef::new("status").integer().not_null())
            .col(ColumnDef::new("build").string().not_null())
            .col(ColumnDef::new("occurred_at").timestamp_with_time_zone().not_null());
        manager.create_table(table).await?;
        let mut by_code = Index::create();
        by_code.name("problems_by_code").table("problems").col("code").col("occurred_at");
        manager.create_index(by_code).await?;
        let mut by_age = Index::create();
        by_age.name("problems_by_age").table("problems").col("occurred_at");
        manager.create_index(by_age).await?;
        ::store::schema::platform(manager, "problems").await
    }
}
