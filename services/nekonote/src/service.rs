//! A service, seen from beside it: its configuration file, the database that it names, and the keys in there.

use std::{fmt, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use calendar::{Clock, SystemClock};
use clap::ValueEnum;
use envelope::Keyring;
use serde::Deserialize;
use store::{DatabaseConfig, SealingConfig, Store};

/// The services that have keys.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Service {
    Accounts,
    Claims,
    Notifications,
}

/// Which service is meant, of those that a verb is about.
#[derive(clap::Args)]
pub(crate) struct Where<S: ValueEnum + Clone + Send + Sync + 'static> {
    /// The service.
    #[arg(long, value_enum)]
    pub(crate) service: S,
    /// Its configuration file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
}

/// The sections of a service's configuration that are about its keys; the others are the service's own.
#[derive(Deserialize)]
struct Config {
    database: DatabaseConfig,
    sealing: SealingConfig,
    residency: chassis::Residency,
}

/// A service's keys and the database that they are about.
pub(crate) struct Opened {
    pub(crate) keys: Keyring,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Service {
    /// Opens what a configuration file of this service names.
    pub(crate) async fn open(self, config: &std::path::Path) -> anyhow::Result<Opened> {
        let Config { database, sealing, residency } = chassis::load(config)?;
        let store = match self {
            Self::Accounts => Store::open::<accounts::Migrator>(&database).await,
            Self::Claims => Store::open::<claims::Migrator>(&database).await,
            Self::Notifications => Store::open::<notifications::migrations::Migrator>(&database).await,
        };
        let (store, clock) = (store.context("database")?, Arc::new(SystemClock) as Arc<dyn Clock>);
        let is_production = residency.is_production();
        let keys = sealing.open(&self.to_string(), is_production, &store, Arc::clone(&clock)).await;
        Ok(Opened { keys: keys.context("sealing")?, store, clock })
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accounts => "accounts",
            Self::Claims => "claims",
            Self::Notifications => "notifications",
        })
    }
}
