//! Organisations that were erased, and how far what they leave here is buried. Stays, so that nothing begins with them again; that
//! an id was erased is no secret of anybody's.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct ErasedOrganisations;

impl MigrationName for ErasedOrganisations {
    fn name(&self) -> &'static str {
        "m0006_erased_organisations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ErasedOrganisations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("erased_organisations")
            .col(ColumnDef::new("organisation_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("erased_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("walked_at").timestamp_with_time_zone())
            .col(ColumnDef::new("buried_at").timestamp_with_time_zone());
        manager.create_table(table).await?;
        schema::read_only(manager, "erased_organisations").await?;
        schema::also_readable(manager, "erased_organisations", "anybody", "true").await
    }
}
