//! Claims and their documents, and the kept counts. `insurer_id` is empty until submission: a draft is the
//! clinic's alone, and the wall stays one column. What is personal is sealed: a draft under the clinic's keys, from
//! submission on under the insurer's.

use sea_orm_migration::prelude::*;
use store::schema;

/// Only what is submitted and not yet checked or decided.
const TO_CHECK: &str =
    "CREATE INDEX claims_to_check ON claims (insurer_id, check_due_at) WHERE check_due_at IS NOT NULL";

pub(super) struct Claims;

impl MigrationName for Claims {
    fn name(&self) -> &'static str {
        "m0002_claims"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Claims {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        claims(manager).await?;
        documents(manager).await?;
        counts(manager).await
    }
}

async fn claims(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("claims")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("revision").big_integer().not_null())
        .col(ColumnDef::new("clinic_id").uuid().not_null())
        .col(ColumnDef::new("insurer_id").uuid())
        .col(ColumnDef::new("policy_insurer_id").uuid().not_null())
        .col(ColumnDef::new("policy_id").uuid().not_null())
        .col(ColumnDef::new("policy_number").binary().not_null())
        .col(ColumnDef::new("plan").text().not_null())
        .col(ColumnDef::new("starts_on").date().not_null())
        .col(ColumnDef::new("ends_on").date().not_null())
        .col(ColumnDef::new("first_starts_on").date().not_null())
        .col(ColumnDef::new("pet_name").binary().not_null())
        .col(ColumnDef::new("species").text().not_null())
        .col(ColumnDef::new("policyholder_name").binary().not_null())
        .col(ColumnDef::new("policyholder_kana").binary().not_null())
        .col(ColumnDef::new("diagnosis").binary().not_null())
        .col(ColumnDef::new("diagnosis_code").binary())
        .col(ColumnDef::new("diagnosis_token").big_integer())
        .col(ColumnDef::new("onset_on").date())
        .col(ColumnDef::new("note").binary().not_null())
        .col(ColumnDef::new("lines").binary().not_null())
        .col(ColumnDef::new("service_on").date())
        .col(ColumnDef::new("total_yen").big_integer().not_null())
        .col(ColumnDef::new("status").string().not_null())
        .col(ColumnDef::new("receipt_number").string().unique_key())
        .col(ColumnDef::new("consent_version").string())
        .col(ColumnDef::new("consent_means").string())
        .col(ColumnDef::new("submitted_at").timestamp_with_time_zone())
        .col(ColumnDef::new("decided_at").timestamp_with_time_zone())
        .col(ColumnDef::new("benefit_yen").big_integer())
        .col(ColumnDef::new("assessment").text())
        .col(ColumnDef::new("denial_code").string())
        .col(ColumnDef::new("denial_explanation").binary())
        .col(ColumnDef::new("returns").binary())
        .col(ColumnDef::new("automatic").boolean().not_null().default(false))
        .col(ColumnDef::new("checked").text())
        .col(ColumnDef::new("check_due_at").timestamp_with_time_zone())
        .col(ColumnDef::new("started_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("changed_at").timestamp_with_time_zone().not_null())
        // Then every sealed column is empty (ADR 21).
        .col(ColumnDef::new("erased_at").timestamp_with_time_zone());
    manager.create_table(table).await?;
    for owner in ["clinic_id", "insurer_id"] {
        let mut all = Index::create();
        all.name(format!("claims_by_{owner}")).table("claims").col(owner).col("id");
        manager.create_index(all).await?;
        let mut by_status = Index::create();
        by_status
            .name(format!("claims_by_{owner}_status"))
            .table("claims")
            .col(owner)
            .col("status")
            .col("id");
        manager.create_index(by_status).await?;
    }
    let mut by_diagnosis = Index::create();
    by_diagnosis
        .name("claims_by_insurer_id_diagnosis")
        .table("claims")
        .col("insurer_id")
        .col("diagnosis_token")
        .col("id");
    manager.create_index(by_diagnosis).await?;
    manager.get_connection().execute_unprepared(TO_CHECK).await?;
    schema::shared(manager, "claims").await
}

async fn documents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("documents")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("claim_id").uuid().not_null())
        .col(ColumnDef::new("clinic_id").uuid().not_null())
        .col(ColumnDef::new("insurer_id").uuid())
        .col(ColumnDef::new("kind").string().not_null())
        .col(ColumnDef::new("file_name").binary().not_null())
        .col(ColumnDef::new("media").string().not_null())
        .col(ColumnDef::new("bytes").big_integer().not_null())
        .col(ColumnDef::new("sha256").binary().not_null())
        .col(ColumnDef::new("key").binary().not_null());
    manager.create_table(table).await?;
    let mut by_claim = Index::create();
    by_claim.name("documents_by_claim").table("documents").col("claim_id").col("id");
    manager.create_index(by_claim).await?;
    schema::shared(manager, "documents").await
}

/// One row per clinic, insurer and status: an organisation's count is the sum over its partners, and no row is
/// hot for more than one pair. Drafts have the nil insurer.
async fn counts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("claim_counts")
        .col(ColumnDef::new("clinic_id").uuid().not_null())
        .col(ColumnDef::new("insurer_id").uuid().not_null())
        .col(ColumnDef::new("status").string().not_null())
        .col(ColumnDef::new("count").big_integer().not_null())
        .primary_key(Index::create().col("clinic_id").col("insurer_id").col("status"));
    manager.create_table(table).await?;
    let mut by_insurer = Index::create();
    by_insurer.name("claim_counts_by_insurer").table("claim_counts").col("insurer_id");
    manager.create_index(by_insurer).await?;
    schema::shared(manager, "claim_counts").await
}
