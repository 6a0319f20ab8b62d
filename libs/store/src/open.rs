//! Opens a service's database: migrates it, then connects as the roles that requests and the platform use.
//! Refuses to run requests as a role that owns the tables.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Notify;

use crate::{DatabaseConfig, Error, Scope, Tx, config::resolve};

/// Connections a service keeps per role.
const POOL: u32 = 16;

/// A service's database.
#[derive(Debug, Clone)]
pub struct Store {
    app: DatabaseConnection,
    platform: DatabaseConnection,
    request_key: Arc<hmac::Key>,
    told: Arc<Notify>,
}

impl Store {
    /// Migrates the database and connects to it.
    ///
    /// # Errors
    /// When a URL or key cannot be read, the database does not answer, or a migration fails.
    pub async fn open<M: MigratorTrait>(config: &DatabaseConfig) -> Result<Self, Error> {
        let key =
            std::fs::read(&config.request_key).map_err(|cause| Error::file(&config.request_key, cause))?;
        if key.len() < 32 {
            return Err(Error::Configuration("request_key holds fewer than 32 bytes".to_owned()));
        }
        let migrator = connect(config.migrator_url.as_ref().unwrap_or(&config.url), 1).await?;
        migrate::<M>(&migrator).await?;
        migrator.close().await?;
        let app = connect(&config.url, POOL).await?;
        let platform = match &config.platform_url {
            Some(url) => connect(url, POOL / 2).await?,
            None => app.clone(),
        };
        Ok(Self {
            app,
            platform,
            request_key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &key)),
            told: Arc::default(),
        })
    }

    /// Begins a named transaction that may write. Dropping it without commit rolls back.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self, scope: Scope, name: &'static str) -> Result<Tx, Error> {
        self.transaction(scope, name, SqliteTransactionMode::Immediate, AccessMode::ReadWrite).await
    }

    /// Begins a named transaction that only reads.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self, scope: Scope, name: &'static str) -> Result<Tx, Error> {
        self.transaction(scope, name, SqliteTransactionMode::Deferred, AccessMode::ReadOnly).await
    }

    /// Closes every connection; transactions under way fail.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn close(self) -> Result<(), Error> {
        self.app.clone().close().await?;
        Ok(self.platform.clone().close().await?)
    }

    /// Woken after each commit that told a fact; for the sequencer of the feed.
    #[must_use]
    pub fn told(&self) -> Arc<Notify> {
        Arc::clone(&self.told)
    }

    async fn transaction(
        &self,
        scope: Scope,
        name: &'static str,
        sqlite: SqliteTransactionMode,
        access: AccessMode,
    ) -> Result<Tx, Error> {
        let connection = if matches!(scope, Scope::Platform(_)) { &self.platform } else { &self.app };
        let postgres = connection.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(sqlite),
        };
        let inner = connection.begin_with_options(options).await?;
        let tx = Tx::new(inner, scope, name, Arc::clone(&self.request_key), Arc::clone(&self.told));
        if postgres {
            tx.raise_wall_two(access).await?;
        }
        Ok(tx)
    }
}

async fn connect(url: &str, pool: u32) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(resolve(url)?);
    options
        .max_connections(pool)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
    });
    Ok(Database::connect(options).await?)
}

/// Replicas that start together wait for each other: the advisory lock is the migration's own.
async fn migrate<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), Error> {
    const LOCK: &str = "SELECT pg_advisory_lock(713355)";
    const UNLOCK: &str = "SELECT pg_advisory_unlock(713355)";
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    if postgres {
        connection.execute_unprepared(LOCK).await?;
    }
    let migrated = M::up(connection, None).await;
    if postgres {
        connection.execute_unprepared(UNLOCK).await?;
    }
    Ok(migrated?)
}
