//! The vocabulary: a name once in an organisation.

use sea_orm_migration::prelude::*;

pub(super) struct Labels;

impl MigrationName for Labels {
    fn name(&self) -> &'static str {
        "m0001_labels"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Labels {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("labels")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("name").string().not_null())
            .col(ColumnDef::new("colour").string().not_null())
            .col(ColumnDef::new("description").string().not_null())
            .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null());
        manager.create_table(table).await?;
        let mut once = Index::create();
        once.name("labels_name_once").table("labels").col("organisation_id").col("name").unique();
        manager.create_index(once).await?;
        let mut order = Index::create();
        order.name("labels_in_order").table("labels").col("organisation_id").col("id");
        manager.create_index(order).await?;
        ::store::schema::owned(manager, "labels").await
    }
}
