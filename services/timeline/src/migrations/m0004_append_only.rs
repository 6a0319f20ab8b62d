//! Entries are written once. Triggers refuse a change on both databases whoever asks, the owner included; on PostgreSQL
//! the service's roles lose the right as well. Who may drop a trigger can still tamper: that is what witnesses are for.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(super) struct AppendOnly;

impl MigrationName for AppendOnly {
    fn name(&self) -> &'static str {
        "m0004_append_only"
    }
}

const TABLES: [&str; 2] = ["entries", "entry_things"];

/// The service's roles are named after the migrator's.
const REFUSE: &str = "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS \
                      $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$";

#[async_trait::async_trait]
impl MigrationTrait for AppendOnly {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let mut statements: Vec<String> = if postgres { vec![REFUSE.to_owned()] } else { vec![] };
        for table in TABLES {
            statements.extend(if postgres { on_postgres(table) } else { on_sqlite(table) });
        }
        for statement in statements {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

fn on_postgres(table: &str) -> Vec<String> {
    let revoke = ["app", "platform"].map(|role| {
        format!(
            "DO $$ BEGIN EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', \
             regexp_replace(current_user, '_migrator$', '_{role}')); END $$"
        )
    });
    let refuse = format!(
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    );
    revoke.into_iter().chain([refuse]).collect()
}

fn on_sqlite(table: &str) -> Vec<String> {
    let refuse = |verb: &str| {
        format!(
            "CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} \
             BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    };
    ["update", "delete"].map(refuse).into()
}
