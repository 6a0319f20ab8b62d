//! What somebody sees who has the database and no key: every byte of it.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use crate::world::World;

/// Every byte that a database holds; of PostgreSQL every row as text, in which bytes are in hexadecimal.
pub struct Contents(Vec<u8>);

impl Contents {
    pub async fn of(world: &World) -> Self {
        let config = &world.database.config;
        let bytes = match config.url.strip_prefix("sqlite://") {
            Some(file) => {
                ["", "-wal"].iter().flat_map(|end| std::fs::read(format!("{file}{end}")).unwrap()).collect()
            }
            None => rows(config.migrator_url.as_ref().unwrap()).await,
        };
        Self(bytes.to_ascii_lowercase())
    }

    /// Whether it holds these bytes, as they are or in hexadecimal.
    pub fn hold(&self, bytes: impl AsRef<[u8]>) -> bool {
        let bytes = bytes.as_ref();
        let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        self.finds(&bytes.to_ascii_lowercase()) || self.finds(hex.as_bytes())
    }

    /// Whether it holds a text in any case.
    pub fn hold_text(&self, text: &str) -> bool {
        [text.to_owned(), text.to_lowercase(), text.to_uppercase()].iter().any(|text| self.hold(text))
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
    let rows =
        database.query_all_raw(Statement::from_string(sea_orm::DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}
