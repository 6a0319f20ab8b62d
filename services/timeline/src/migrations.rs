//! The tables of timelines, one concern a file. A migration only adds within a release.

mod m0001_timelines;
mod m0002_entries;
mod m0003_entry_things;
mod m0004_append_only;
mod m0005_problems;

use sea_orm_migration::prelude::*;

/// Brings a database to this release.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = ::store::migrations();
        all.extend(feed::migrations());
        all.push(Box::new(m0001_timelines::Timelines));
        all.push(Box::new(m0002_entries::Entries));
        all.push(Box::new(m0003_entry_things::EntryThings));
        all.push(Box::new(m0004_append_only::AppendOnly));
        all.push(Box::new(m0005_problems::Problems));
        all
    }
}
