//! By which rules an insurer has what it receives checked and approved.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct ReviewRules;

impl MigrationName for ReviewRules {
    fn name(&self) -> &'static str {
        "m0009_review_rules"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReviewRules {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("review_rules")
            .col(ColumnDef::new("organisation_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("approves_up_to_yen").big_integer())
            .col(ColumnDef::new("sample_pct").small_integer().not_null());
        manager.create_table(table).await?;
        schema::owned(manager, "review_rules").await
    }
}
