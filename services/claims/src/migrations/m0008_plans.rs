//! Versions of the plans of insurers.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct Plans;

impl MigrationName for Plans {
    fn name(&self) -> &'static str {
        "m0008_plans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Plans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("plans")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("code").text().not_null())
            .col(ColumnDef::new("version").integer().not_null())
            .col(ColumnDef::new("valid_from").date().not_null())
            .col(ColumnDef::new("valid_until").date())
            .col(ColumnDef::new("plan").text().not_null())
            .col(ColumnDef::new("examples").text().not_null())
            .col(ColumnDef::new("published_at").timestamp_with_time_zone().not_null());
        manager.create_table(table).await?;
        let mut versions = Index::create();
        versions
            .name("plans_by_version")
            .table("plans")
            .col("organisation_id")
            .col("code")
            .col("version")
            .unique();
        manager.create_index(versions).await?;
        let mut newest = Index::create();
        newest.name("plans_by_organisation").table("plans").col("organisation_id").col("id");
        manager.create_index(newest).await?;
        schema::owned(manager, "plans").await
    }
}
