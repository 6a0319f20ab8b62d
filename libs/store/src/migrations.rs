//! The table every service has: answers to requests. Put it first in a service's migrator.

use sea_orm_migration::prelude::*;

use crate::schema;

/// The migrations of the store itself.
#[must_use]
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Requests)]
}

struct Requests;

impl MigrationName for Requests {
    fn name(&self) -> &'static str {
        "s0001_requests"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Requests {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("requests")
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("caller_id").uuid().not_null())
            .col(ColumnDef::new("rpc").string().not_null())
            .col(ColumnDef::new("request_id").uuid().not_null())
            .col(ColumnDef::new("content_hash").binary().not_null())
            .col(ColumnDef::new("answer").text())
            .col(ColumnDef::new("made_at").timestamp_with_time_zone().not_null())
            .primary_key(
                Index::create().col("organisation_id").col("caller_id").col("rpc").col("request_id"),
            );
        manager.create_table(table).await?;
        schema::owned(manager, "requests").await
    }
}
