//! What policyholders ask for about their own data, the files they are given, and what everybody may know of a policy since.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct SubjectRequests;

/// A policy has one open request of a kind: a second would be done twice.
const OPEN: &str = "CREATE UNIQUE INDEX subject_requests_open ON subject_requests (policy_id, kind) WHERE settled_at IS NULL";

/// Those that wait for an answer are few among all that stay.
const WAITING: &str = "CREATE INDEX subject_requests_waiting ON subject_requests (organisation_id, id) WHERE settled_at IS NULL";

impl MigrationName for SubjectRequests {
    fn name(&self) -> &'static str {
        "m0007_subject_requests"
    }
}

/// What goes after its time is looked for every minute, among all that stays.
const EXPIRING: &str = "CREATE INDEX subject_files_expiring ON subject_files (until) WHERE until IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for SubjectRequests {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        requests(manager).await?;
        files(manager).await?;
        marks(manager).await?;
        let mut claims = Table::alter();
        claims.table("claims").add_column(ColumnDef::new("stopped_at").timestamp_with_time_zone());
        manager.alter_table(claims).await
    }
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("subject_requests")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("organisation_id").uuid().not_null())
        .col(ColumnDef::new("revision").big_integer().not_null())
        .col(ColumnDef::new("number").text().not_null())
        .col(ColumnDef::new("policy_id").uuid().not_null())
        .col(ColumnDef::new("kind").text().not_null())
        .col(ColumnDef::new("correction").binary())
        .col(ColumnDef::new("asked_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("received_by").uuid().not_null())
        .col(ColumnDef::new("received_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("state").text().not_null())
        .col(ColumnDef::new("proof").text())
        .col(ColumnDef::new("identified_by").uuid())
        .col(ColumnDef::new("identified_at").timestamp_with_time_zone())
        .col(ColumnDef::new("settled_by").uuid())
        .col(ColumnDef::new("settled_at").timestamp_with_time_zone())
        .col(ColumnDef::new("ground").text())
        .col(ColumnDef::new("resumed_proof").text())
        .col(ColumnDef::new("resumed_by").uuid())
        .col(ColumnDef::new("resumed_at").timestamp_with_time_zone())
        .col(ColumnDef::new("overdue_at").timestamp_with_time_zone());
    manager.create_table(table).await?;
    let mut by_organisation = Index::create();
    by_organisation.name("subject_requests_by_organisation").table("subject_requests");
    by_organisation.col("organisation_id").col("id");
    manager.create_index(by_organisation).await?;
    let mut by_policy = Index::create();
    by_policy.name("subject_requests_by_policy").table("subject_requests").col("policy_id");
    manager.create_index(by_policy).await?;
    manager.get_connection().execute_unprepared(OPEN).await?;
    manager.get_connection().execute_unprepared(WAITING).await?;
    schema::owned(manager, "subject_requests").await
}

async fn files(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("subject_files")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("organisation_id").uuid().not_null())
        .col(ColumnDef::new("request_id").uuid().not_null())
        .col(ColumnDef::new("name").text().not_null())
        .col(ColumnDef::new("content").binary().not_null())
        .col(ColumnDef::new("until").timestamp_with_time_zone());
    manager.create_table(table).await?;
    let mut by_request = Index::create();
    by_request.name("subject_files_by_request").table("subject_files").col("request_id").col("name").unique();
    manager.create_index(by_request).await?;
    manager.get_connection().execute_unprepared(EXPIRING).await?;
    schema::owned(manager, "subject_files").await
}

/// Everybody reads that an id is closed or was corrected: a clinic's draft about it goes no further, or is begun anew. It tells of
/// nobody.
async fn marks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = Table::create();
    table
        .table("policy_marks")
        .col(ColumnDef::new("policy_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("organisation_id").uuid().not_null())
        .col(ColumnDef::new("closed_since").timestamp_with_time_zone())
        .col(ColumnDef::new("corrected_to").big_integer());
    manager.create_table(table).await?;
    schema::read_only(manager, "policy_marks").await?;
    schema::also_readable(manager, "policy_marks", "anybody", "true").await
}
