//! Policies, the contracts that let a clinic look them up, and the misses that limit looking up.

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
        .col(ColumnDef::new("policy_number").string().not_null())
        .col(ColumnDef::new("plan").text().not_null())
        .col(ColumnDef::new("pet_name").text().not_null())
        .col(ColumnDef::new("species").text().not_null())
        .col(ColumnDef::new("breed").text().not_null())
        .col(ColumnDef::new("pet_birth_on").date().not_null())
        .col(ColumnDef::new("surname").text().not_null())
        .col(ColumnDef::new("given_name").text().not_null())
        .col(ColumnDef::new("surname_kana").text().not_null())
        .col(ColumnDef::new("given_name_kana").text().not_null())
        .col(ColumnDef::new("email").text().not_null())
        .col(ColumnDef::new("phone").text().not_null())
        .col(ColumnDef::new("starts_on").date().not_null())
        .col(ColumnDef::new("ends_on").date().not_null())
        .col(ColumnDef::new("used_yen").big_integer().not_null());
    manager.create_table(table).await?;
    let mut by_number = Index::create();
    by_number.name("policies_by_number").table("policies").col("policy_number").col("insurer_id").unique();
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
    let contracted = "policy_number = nullif(current_setting('app.lookup_number', true), '') AND EXISTS (\
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
