//! The tables of accounts, one concern a file. A migration only adds within a release.

mod m0001_organisations;
mod m0002_certificates;
mod m0003_accounts;
mod m0004_api_clients;
mod m0005_sign_in;
mod m0006_erasures;

use sea_orm_migration::prelude::*;

/// Brings a database to this release.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = ::store::migrations();
        all.extend(feed::migrations());
        all.push(::store::data_keys());
        all.push(::store::reseals());
        all.push(Box::new(m0001_organisations::Organisations));
        all.push(Box::new(m0002_certificates::Certificates));
        all.push(Box::new(m0003_accounts::Accounts));
        all.push(Box::new(m0004_api_clients::ApiClients));
        all.push(Box::new(m0005_sign_in::SignIn));
        all.push(Box::new(m0006_erasures::Erasures));
        all
    }
}
