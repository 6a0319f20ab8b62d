//! Tokens of the insurer's blind index (ADR 12) by which policies, and the claims about them, are searched. An insurer sees
//! its own; a clinic those of policies that it has a claim about.

use sea_orm_migration::prelude::*;
use store::schema;

pub(super) struct PolicyTokens;

impl MigrationName for PolicyTokens {
    fn name(&self) -> &'static str {
        "m0005_policy_tokens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PolicyTokens {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("policy_tokens")
            .col(ColumnDef::new("policy_id").uuid().not_null())
            .col(ColumnDef::new("part").small_integer().not_null())
            .col(ColumnDef::new("insurer_id").uuid().not_null())
            .col(ColumnDef::new("token").big_integer().not_null())
            .primary_key(Index::create().col("policy_id").col("part"));
        manager.create_table(table).await?;
        let mut by_token = Index::create();
        by_token
            .name("policy_tokens_by_token")
            .table("policy_tokens")
            .col("token")
            .col("part")
            .col("insurer_id")
            .col("policy_id");
        manager.create_index(by_token).await?;
        let mut by_policy = Index::create();
        by_policy.name("claims_by_policy").table("claims").col("policy_id").col("clinic_id");
        manager.create_index(by_policy).await?;
        let organisation = "nullif(current_setting('app.organisation', true), '')::uuid";
        schema::walled(manager, "policy_tokens", &format!("insurer_id = {organisation}")).await?;
        let claimed = format!(
            "EXISTS (SELECT 1 FROM claims WHERE claims.policy_id = policy_tokens.policy_id \
             AND claims.clinic_id = {organisation})"
        );
        schema::also_readable(manager, "policy_tokens", "search", &claimed).await
    }
}
