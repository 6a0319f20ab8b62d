//! Where walks over sealed tables stand: a row for each table, and the keys that the walk has found something under.

use sea_orm_migration::prelude::*;

use crate::schema;

/// The migration of a service that seals; put it behind [`crate::data_keys`].
#[must_use]
pub fn reseals() -> Box<dyn MigrationTrait> {
    Box::new(Reseals)
}

struct Reseals;

impl MigrationName for Reseals {
    fn name(&self) -> &'static str {
        "s0003_reseals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reseals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut walks = Table::create();
        walks
            .table("reseals")
            .col(ColumnDef::new("table_name").string().not_null().primary_key())
            .col(ColumnDef::new("walk").uuid().not_null())
            .col(ColumnDef::new("began_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("last_id").uuid().not_null())
            .col(ColumnDef::new("ended_at").timestamp_with_time_zone());
        manager.create_table(walks).await?;
        schema::platform(manager, "reseals").await?;
        let mut found = Table::create();
        found
            .table("reseal_findings")
            .col(ColumnDef::new("table_name").string().not_null())
            .col(ColumnDef::new("walk").uuid().not_null())
            .col(ColumnDef::new("key_id").uuid().not_null())
            .col(ColumnDef::new("is_left").boolean().not_null())
            .primary_key(Index::create().col("table_name").col("walk").col("key_id").col("is_left"));
        manager.create_table(found).await?;
        schema::platform(manager, "reseal_findings").await
    }
}
