//! The tables of the feed: what a service tells (outbox, sequencer) and how far it has followed others (cursors, parked).
//! Put them into a service's migrator after the store's own.

use sea_orm_migration::prelude::*;
use store::schema;

/// The migrations of the feed.
#[must_use]
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Telling), Box::new(Following)]
}

struct Telling;
struct Following;

impl MigrationName for Telling {
    fn name(&self) -> &'static str {
        "f0001_telling"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Telling {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut outbox = Table::create();
        outbox
            .table("outbox")
            .col(ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key())
            .col(ColumnDef::new("id").uuid().not_null().unique_key())
            .col(ColumnDef::new("position").big_integer().unique_key())
            .col(ColumnDef::new("fact").binary().not_null());
        manager.create_table(outbox).await?;
        let waiting = "CREATE INDEX outbox_waiting ON outbox (seq) WHERE position IS NULL";
        manager.get_connection().execute_unprepared(waiting).await?;
        schema::append_only(manager, "outbox").await?;
        grant_sequence(manager).await?;

        let mut sequencer = Table::create();
        sequencer
            .table("sequencer")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("last_position").big_integer().not_null());
        manager.create_table(sequencer).await?;
        schema::platform(manager, "sequencer").await?;
        manager
            .get_connection()
            .execute_unprepared("INSERT INTO sequencer (id, last_position) VALUES (1, 0)")
            .await?;
        Ok(())
    }
}

impl MigrationName for Following {
    fn name(&self) -> &'static str {
        "f0002_following"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Following {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut cursors = Table::create();
        cursors
            .table("cursors")
            .col(ColumnDef::new("source").string().not_null().primary_key())
            .col(ColumnDef::new("position").big_integer().not_null());
        manager.create_table(cursors).await?;
        schema::platform(manager, "cursors").await?;

        let mut parked = Table::create();
        parked
            .table("parked")
            .col(ColumnDef::new("source").string().not_null())
            .col(ColumnDef::new("position").big_integer().not_null())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("fact").binary().not_null())
            .col(ColumnDef::new("why").text().not_null())
            .primary_key(Index::create().col("source").col("position").col("organisation_id"));
        manager.create_table(parked).await?;
        schema::platform(manager, "parked").await
    }
}

/// Requests take `seq` from the outbox's own sequence.
async fn grant_sequence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const GRANT: &str = "DO $$ BEGIN EXECUTE format('GRANT USAGE ON SEQUENCE outbox_seq_seq TO %I, %I', \
        replace(current_user, '_migrator', '_app'), replace(current_user, '_migrator', '_platform')); END $$";
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        manager.get_connection().execute_unprepared(GRANT).await?;
    }
    Ok(())
}
