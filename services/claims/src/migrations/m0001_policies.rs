//! Policies, the contracts that let a clinic look them up, and the misses that limit looking up. Whom a policy names is
//! sealed; its number is found by a blind index (ADR 12).

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct Policies;

impl MigrationName for Policies {
    fn name(&self) -> &'static str {
        "m0001_policies"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Policies {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        contracts(manager).await?;
        policies(manager).await?;
        misses(manager).await
    }
}

async fn contracts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("contracts")
        .col(ColumnDef::new("clinic_id").uuid().not_null())
        .col(ColumnDef::new("insurer_id").uuid().not_null())
        .col(ColumnDef::new("since").timestamp_with_time_zone().not_null())
        .primary_key(Index::create().col("clinic_id").col("insurer_id"));
    manager.create_table(table).await?;
    schema::shared(manager, "contracts").await?;
    let clinic = "clinic_id = nullif(current_setting('app.lookup_clinic', true), '')::uuid";
    schema::also_readable(manager, "contracts", "look_up", clinic).await
}

async fn policies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("policies")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("revision").big_integer().not_null())
        .col(ColumnDef::new("insurer_id").uuid().not_null())
        .col(ColumnDef::new("policy_number").binary().not_null())
        .col(ColumnDef::new("number_token").big_integer().not_null())
        .col(ColumnDef::new("number_ordinal").integer().not_null())
        .col(ColumnDef::new("plan").text().not_null())
        .col(ColumnDef::new("plan_id").uuid())
        .col(ColumnDef::new("pet_name").binary().not_null())
        .col(ColumnDef::new("species").text().not_null())
        .col(ColumnDef::new("breed").text().not_null())
        .col(ColumnDef::new("pet_birth_on").date().not_null())
        .col(ColumnDef::new("surname").binary().not_null())
        .col(ColumnDef::new("given_name").binary().not_null())
        .col(ColumnDef::new("surname_kana").binary().not_null())
        .col(ColumnDef::new("given_name_kana").binary().not_null())
        .col(ColumnDef::new("email").binary().not_null())
        .col(ColumnDef::new("phone").binary().not_null())
        .col(ColumnDef::new("starts_on").date().not_null())
        .col(ColumnDef::new("ends_on").date().not_null())
        .col(ColumnDef::new("first_starts_on").date().not_null())
        .col(ColumnDef::new("used_yen").big_integer().not_null())
        .col(ColumnDef::new("taken").text().not_null());
    manager.create_table(table).await?;
    // Tokens are short, so two numbers may share one; who adds the second has compared, and takes the next ordinal.
    let mut by_number = Index::create();
    by_number
        .name("policies_by_number")
        .table("policies")
        .col("number_token")
        .col("insurer_id")
        .col("number_ordinal")
        .unique();
    manager.create_index(by_number).await?;
    let mut by_insurer = Index::create();
    by_insurer.name("policies_by_insurer").table("policies").col("insurer_id").col("id");
    manager.create_index(by_insurer).await?;
    schema::walled(
        manager,
        "policies",
        "insurer_id = nullif(current_setting('app.organisation', true), '')::uuid",
    )
    .await?;
    let contracted = "number_token = ANY (\
        string_to_array(nullif(current_setting('app.lookup_tokens', true), ''), ',')::bigint[]) AND EXISTS (\
        SELECT 1 FROM contracts WHERE contracts.insurer_id = policies.insurer_id \
        AND contracts.clinic_id = nullif(current_setting('app.lookup_clinic', true), '')::uuid)";
    schema::also_readable(manager, "policies", "look_up", contracted).await
}

async fn misses(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("lookup_misses")
        .col(ColumnDef::new("organisation_id").uuid().not_null())
        .col(ColumnDef::new("hour").big_integer().not_null())
        .col(ColumnDef::new("count").big_integer().not_null())
        .primary_key(Index::create().col("organisation_id").col("hour"));
    manager.create_table(table).await?;
    schema::owned(manager, "lookup_misses").await
}
