//! Which labels claims carry, as the labels service told: for the filter of the list.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct Labels;

impl MigrationName for Labels {
    fn name(&self) -> &'static str {
        "m0003_labels"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Labels {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("claim_labels")
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("label_id").uuid().not_null())
            .col(ColumnDef::new("claim_id").uuid().not_null())
            .primary_key(Index::create().col("organisation_id").col("label_id").col("claim_id"));
        manager.create_table(table).await?;
        let mut by_claim = Index::create();
        by_claim.name("claim_labels_by_claim").table("claim_labels").col("organisation_id").col("claim_id");
        manager.create_index(by_claim).await?;
        schema::read_only(manager, "claim_labels").await
    }
}
