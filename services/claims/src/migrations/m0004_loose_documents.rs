//! Bytes in the blob store that no document owns: on their way in, or on their way out. Noted before the first byte, so
//! that a crash leaves none that nobody knows of.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct LooseDocuments;

impl MigrationName for LooseDocuments {
    fn name(&self) -> &'static str {
        "m0004_loose_documents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LooseDocuments {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("loose_documents")
            .col(ColumnDef::new("document_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("claim_id").uuid().not_null())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("since").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("given_up").boolean().not_null());
        manager.create_table(table).await?;
        let mut by_age = Index::create();
        by_age.name("loose_documents_by_age").table("loose_documents").col("since");
        manager.create_index(by_age).await?;
        schema::owned(manager, "loose_documents").await
    }
}
