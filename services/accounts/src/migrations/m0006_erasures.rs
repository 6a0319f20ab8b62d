//! Erasures of organisations, and their attestations. They are the platform's: no request may touch them under the role of
//! an organisation, the operator's own included, and an organisation has one that was not withdrawn.

use sea_orm_migration::prelude::*;

pub(super) struct Erasures;

impl MigrationName for Erasures {
    fn name(&self) -> &'static str {
        "m0006_erasures"
    }
}

/// Two who ask at once end in this index.
const ONE: &str = "CREATE UNIQUE INDEX erasures_one ON erasures (organisation_id) WHERE state <> 'cancelled'";
/// What the task looks for.
const CONFIRMED: &str = "CREATE INDEX erasures_confirmed ON erasures (id) WHERE state = 'confirmed'";

#[async_trait::async_trait]
impl MigrationTrait for Erasures {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut erasures = Table::create();
        erasures
            .table("erasures")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("state").string().not_null())
            .col(ColumnDef::new("contract_ended_on").date().not_null())
            .col(ColumnDef::new("instruction_reference").string().not_null())
            .col(ColumnDef::new("instruction_received_on").date().not_null())
            .col(ColumnDef::new("requested_by").uuid().not_null())
            .col(ColumnDef::new("requested_at").timestamp_with_time_zone().not_null())
            .col(ColumnDef::new("settled_by").uuid())
            .col(ColumnDef::new("settled_at").timestamp_with_time_zone())
            .col(ColumnDef::new("keys_destroyed_at").timestamp_with_time_zone())
            .col(ColumnDef::new("keys_gone_at").timestamp_with_time_zone())
            .col(ColumnDef::new("backups_gone_on").date());
        manager.create_table(erasures).await?;
        manager.get_connection().execute_unprepared(ONE).await?;
        manager.get_connection().execute_unprepared(CONFIRMED).await?;
        ::store::schema::platform(manager, "erasures").await?;
        let mut attestations = Table::create();
        attestations
            .table("erasure_attestations")
            .col(ColumnDef::new("erasure_id").uuid().not_null().primary_key())
            .col(ColumnDef::new("json").binary().not_null())
            .col(ColumnDef::new("pdf").binary().not_null());
        manager.create_table(attestations).await?;
        ::store::schema::platform(manager, "erasure_attestations").await
    }
}
