//! The tables of notifications, one concern a file. A migration only adds within a release.

mod m0001_fan_outs;
mod m0002_deliveries;

use sea_orm_migration::prelude::*;

/// Brings a database to this release.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = ::store::migrations();
        all.extend(feed::migrations());
        all.push(::store::data_keys());
        all.push(Box::new(m0001_fan_outs::FanOuts));
        all.push(Box::new(m0002_deliveries::Deliveries));
        all
    }
}
