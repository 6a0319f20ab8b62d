//! What somebody sees who has database and blobs and no key: every byte of them. And the same with a pen in hand.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use store::Scope;
use uuid::Uuid;

use crate::world::World;

/// Every byte that a service keeps; of PostgreSQL every row as text, in which bytes are in hexadecimal.
pub struct Contents(Vec<u8>);

impl Contents {
    pub async fn of(world: &World) -> Self {
        let config = world.database();
        let mut bytes: Vec<u8> = match config.url.strip_prefix("sqlite://") {
            Some(file) => {
                ["", "-wal"].iter().flat_map(|end| std::fs::read(format!("{file}{end}")).unwrap()).collect()
            }
            None => rows(config.migrator_url.as_ref().unwrap()).await,
        };
        bytes.extend(world.blobs().iter().flat_map(|blob| std::fs::read(blob).unwrap()));
        Self(bytes)
    }

    /// Whether it holds these bytes, as they are or in hexadecimal.
    pub fn hold(&self, bytes: impl AsRef<[u8]>) -> bool {
        let bytes = bytes.as_ref();
        let hex = |upper: bool| -> String {
            bytes
                .iter()
                .map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") })
                .collect()
        };
        [bytes, hex(false).as_bytes(), hex(true).as_bytes()].iter().any(|form| self.finds(form))
    }

    fn finds(&self, bytes: &[u8]) -> bool {
        self.0.windows(bytes.len()).any(|window| window == bytes)
    }
}

async fn rows(url: &str) -> Vec<u8> {
    let database = Database::connect(url).await.unwrap();
    let tables =
        texts(&database, "SELECT tablename::text AS text FROM pg_tables WHERE schemaname = 'public'").await;
    assert!(tables.len() > 10, "{tables:?}");
    let mut all = vec![];
    for table in tables {
        for row in texts(&database, &format!("SELECT t::text AS text FROM {table} t")).await {
            all.extend(row.into_bytes());
            all.push(b'\n');
        }
    }
    all
}

async fn texts(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

impl World {
    /// Changes one row behind the service's back.
    pub async fn tamper(&self, sql: &str, ids: &[&str]) {
        let tx = self.store().await.begin(Scope::Platform("test"), "tamper").await.unwrap();
        let changed = tx.connection().execute_raw(tx.statement(sql, uuids(ids))).await.unwrap();
        assert_eq!(changed.rows_affected(), 1, "{sql}");
        tx.commit().await.unwrap();
    }

    /// Reads rows behind the service's back.
    pub async fn peek(&self, sql: &str, ids: &[&str]) -> Vec<QueryResult> {
        let tx = self.store().await.read(Scope::Platform("test"), "peek").await.unwrap();
        tx.connection().query_all_raw(tx.statement(sql, uuids(ids))).await.unwrap()
    }

    /// Rows in the tables that verbs write to.
    pub async fn rows(&self) -> Vec<i64> {
        let tables =
            ["claims", "documents", "policies", "requests", "outbox", "loose_documents", "lookup_misses"];
        let mut counts = vec![];
        for table in tables {
            let found = self.peek(&format!("SELECT count(*) AS many FROM {table}"), &[]).await;
            counts.push(found[0].try_get("", "many").unwrap());
        }
        counts
    }
}

fn uuids(ids: &[&str]) -> Vec<sea_orm::Value> {
    ids.iter().map(|id| id.parse::<Uuid>().unwrap().into()).collect()
}
