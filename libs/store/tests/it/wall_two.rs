//! Wall two with wall one removed: raw SQL as the app role, on PostgreSQL, sees and changes only what the scope owns.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use store::Scope;
use testkit::Engine;
use uuid::Uuid;

use crate::world::{World, clinic, count, insurer, query, write_note};

async fn seeded() -> World {
    let world = World::start(Engine::Postgres).await;
    world.seed().await;
    world
}

/// One connection as the app role, without any scope.
async fn app(world: &World) -> DatabaseConnection {
    let mut options = ConnectOptions::new(world.config().url.clone());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

async fn seen(app: &DatabaseConnection, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS many FROM {table}");
    let row = app.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
    row.try_get("", "many").unwrap()
}

#[tokio::test]
async fn a_raw_select_sees_only_own_rows() {
    let world = seeded().await;
    assert_eq!(world.raw_count(&world.store, clinic(world.ours), "notes").await, 2);
    assert_eq!(world.raw_count(&world.store, clinic(world.theirs), "notes").await, 3);
    assert_eq!(world.raw_count(&world.store, clinic(world.ours), "cases").await, 2);
    assert_eq!(world.raw_count(&world.store, insurer(world.insurer), "cases").await, 2);
    assert_eq!(world.raw_count(&world.store, insurer(world.insurer), "notes").await, 0);
    assert_eq!(world.raw_count(&world.store, Scope::Platform("test"), "notes").await, 5);
}

#[tokio::test]
async fn a_raw_update_or_delete_touches_only_own_rows() {
    let world = seeded().await;
    let tx = world.begin(world.ours).await;
    let changed = tx.connection().execute_unprepared("UPDATE notes SET text = 'inu'").await.unwrap();
    assert_eq!(changed.rows_affected(), 2);
    let gone = tx.connection().execute_unprepared("DELETE FROM notes").await.unwrap();
    assert_eq!(gone.rows_affected(), 2);
    tx.commit().await.unwrap();
    let tx = world.begin(world.theirs).await;
    let texts = query(&tx, "SELECT text FROM notes").await;
    let texts = texts.iter().map(|row| row.try_get("", "text").unwrap()).collect::<Vec<String>>();
    assert_eq!(texts, ["neko", "neko", "neko"]);
}

#[tokio::test]
async fn a_raw_insert_for_another_is_refused_and_no_row_is_given_away() {
    let world = seeded().await;
    let tx = world.begin(world.ours).await;
    let refused = write_note(&tx, world.theirs, "not ours").await.unwrap_err();
    assert!(refused.to_string().contains("row-level security"), "{refused}");
    let tx = world.begin(world.ours).await;
    let give = tx.statement("UPDATE notes SET organisation_id = $1", [world.theirs.uuid().into()]);
    let refused = tx.connection().execute_raw(give).await.unwrap_err();
    assert!(refused.to_string().contains("row-level security"), "{refused}");
}

#[tokio::test]
async fn without_a_scope_nothing_is_seen_or_written() {
    let world = seeded().await;
    let app = app(&world).await;
    for table in ["notes", "cases", "requests"] {
        assert_eq!(seen(&app, table).await, 0, "{table}");
    }
    let changed = app.execute_unprepared("UPDATE notes SET text = 'inu'").await.unwrap();
    assert_eq!(changed.rows_affected(), 0);
    let sql = format!(
        "INSERT INTO notes (id, organisation_id, text) VALUES ('{}', '{}', '')",
        Uuid::now_v7(),
        world.ours
    );
    assert!(app.execute_unprepared(&sql).await.is_err());
    // A local setting is '' and not NULL after its transaction: a connection from the pool must deny as well.
    let scoped = format!("BEGIN; SELECT set_config('app.organisation', '{}', true); COMMIT", world.ours);
    app.execute_unprepared(&scoped).await.unwrap();
    assert_eq!(seen(&app, "notes").await, 0);
}

#[tokio::test]
async fn requests_cannot_read_the_outbox_nor_what_is_the_platforms() {
    let world = seeded().await;
    let fact = feed::Fact::new(
        "thing.done",
        chrono::Utc::now(),
        feed::Operator::system(),
        feed::Resource::new("thing", 1),
    );
    let tx = world.begin(world.ours).await;
    feed::tell(&tx, &fact).await.unwrap();
    tx.commit().await.unwrap();
    for sql in [
        "SELECT * FROM outbox",
        "UPDATE outbox SET position = NULL",
        "DELETE FROM outbox",
        "SELECT * FROM sequencer",
        "SELECT * FROM cursors",
        "SELECT * FROM parked",
        "SELECT * FROM seaql_migrations",
    ] {
        let tx = world.begin(world.ours).await;
        let refused = tx.connection().execute_unprepared(sql).await.unwrap_err();
        assert!(refused.to_string().contains("permission denied"), "{sql}: {refused}");
    }
    let tx = world.store.read(Scope::Platform("test"), "test").await.unwrap();
    assert_eq!(count(&tx, "outbox").await, 1);
}

#[tokio::test]
async fn the_app_role_cannot_take_the_wall_down() {
    let world = seeded().await;
    let app = app(&world).await;
    for sql in [
        "ALTER TABLE notes DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE notes NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON notes",
        "TRUNCATE notes",
        "CREATE TABLE mine (id int)",
    ] {
        assert!(app.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    let roles =
        "SELECT count(*) AS many FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)";
    let row = app.query_one_raw(Statement::from_string(DbBackend::Postgres, roles)).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "many").unwrap(), 0);
}

#[tokio::test]
async fn every_table_forces_row_level_security() {
    let world = seeded().await;
    let tx = world.store.read(Scope::Platform("test"), "test").await.unwrap();
    let bare = query(
        &tx,
        "SELECT relname::text AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
         WHERE nspname = 'public' AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)",
    )
    .await;
    let bare = bare.iter().map(|row| row.try_get("", "name").unwrap()).collect::<Vec<String>>();
    assert_eq!(bare, ["seaql_migrations"], "which nobody but the migrator may read");
}
