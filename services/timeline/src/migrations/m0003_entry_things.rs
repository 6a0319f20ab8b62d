//! What an entry is about, so that a thing's history is found by index whether it was subject or related.

use sea_orm_migration::prelude::*;

pub(super) struct EntryThings;

impl MigrationName for EntryThings {
    fn name(&self) -> &'static str {
        "m0003_entry_things"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for EntryThings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("entry_things")
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("thing_id").string().not_null())
            .col(ColumnDef::new("entry_id").uuid().not_null())
            .primary_key(Index::create().col("organisation_id").col("thing_id").col("entry_id"))
            .foreign_key(ForeignKey::create().from("entry_things", "entry_id").to("entries", "id"));
        manager.create_table(table).await?;
        ::store::schema::read_only(manager, "entry_things").await
    }
}
