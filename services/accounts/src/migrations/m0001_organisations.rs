//! The directory: every organisation may read it, only the platform writes it. A name is taken once,
//! also by an organisation that was erased: its name is on receipts.

use sea_orm_migration::prelude::*;

pub(super) struct Organisations;

impl MigrationName for Organisations {
    fn name(&self) -> &'static str {
        "m0001_organisations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Organisations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("organisations")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("kind").string().not_null())
            .col(ColumnDef::new("name").string().not_null())
            .col(ColumnDef::new("code").string())
            .col(ColumnDef::new("phone").string())
            .col(ColumnDef::new("registered_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("closed_at").timestamp_with_time_zone())
            .col(ColumnDef::new("erased_at").timestamp_with_time_zone());
        manager.create_table(table).await?;
        let mut once = Index::create();
        once.name("organisations_name_once").table("organisations").col("name").unique();
        manager.create_index(once).await?;
        let mut order = Index::create();
        order.name("organisations_by_kind").table("organisations").col("kind").col("name");
        manager.create_index(order).await?;
        // There is one operator; two bootstraps at once end in this index.
        let operator =
            "CREATE UNIQUE INDEX organisations_one_operator ON organisations (kind) WHERE kind = 'operator'";
        manager.get_connection().execute_unprepared(operator).await?;
        ::store::schema::walled(manager, "organisations", OWN).await?;
        ::store::schema::also_readable(manager, "organisations", "directory", "true").await
    }
}

/// A request writes its own organisation alone.
const OWN: &str = "id = nullif(current_setting('app.organisation', true), '')::uuid";
