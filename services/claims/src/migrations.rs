//! The tables of claims, one concern a file. Expand, then contract in a later release.

mod m0001_policies;
mod m0002_claims;
mod m0003_labels;
mod m0004_loose_documents;
mod m0005_policy_tokens;
mod m0006_erased_organisations;
mod m0007_subject_requests;
mod m0008_plans;
mod m0009_review_rules;

use sea_orm_migration::prelude::*;

/// Every migration, in order: the store's, the feed's, our own.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = store::migrations();
        all.extend(feed::migrations());
        all.push(store::data_keys());
        all.push(store::reseals());
        all.push(Box::new(m0001_policies::Policies));
        all.push(Box::new(m0002_claims::Claims));
        all.push(Box::new(m0003_labels::Labels));
        all.push(Box::new(m0004_loose_documents::LooseDocuments));
        all.push(Box::new(m0005_policy_tokens::PolicyTokens));
        all.push(Box::new(m0006_erased_organisations::ErasedOrganisations));
        all.push(Box::new(m0007_subject_requests::SubjectRequests));
        all.push(Box::new(m0008_plans::Plans));
        all.push(Box::new(m0009_review_rules::ReviewRules));
        all
    }
}
