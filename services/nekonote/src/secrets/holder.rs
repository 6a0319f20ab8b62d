//! A service that keeps secrets, seen from outside: which they are, where its configuration says that they lie, and its keys.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use calendar::Clock;
use chassis::Residency;
use envelope::{Keyring, SealedFile, SecretName};
use store::{SealingConfig, Store};

/// The services that keep secrets.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Service {
    Accounts,
    Notifications,
}

impl Service {
    /// The names of its secrets.
    pub(crate) const fn secrets(self) -> &'static [SecretName] {
        match self {
            Self::Accounts => &accounts::config::SECRETS,
            Self::Notifications => &notifications::config::SECRETS,
        }
    }
}

/// A service's secrets and the keys that they lie under.
pub(crate) struct Holder {
    /// Its keyring, over the data keys in its own database.
    pub(crate) keys: Keyring,
    /// The sealed files that its configuration names.
    pub(crate) secrets: Vec<(SecretName, SealedFile)>,
}

impl Holder {
    /// Reads the service's configuration and opens its database and KMS.
    pub(crate) async fn open(service: Service, config: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        match service {
            Service::Accounts => {
                let config: accounts::Config = chassis::load(config)?;
                let store = Store::open::<accounts::Migrator>(&config.database).await;
                let keys = keys("accounts", store, &config.sealing, &config.residency, clock).await?;
                Ok(Self { keys, secrets: owned(config.secrets()) })
            }
            Service::Notifications => {
                let config: notifications::Config = chassis::load(config)?;
                let store = Store::open::<notifications::migrations::Migrator>(&config.database).await;
                let keys = keys("notifications", store, &config.sealing, &config.residency, clock).await?;
                Ok(Self { keys, secrets: owned(config.secrets()) })
            }
        }
    }

    /// Where a secret lies.
    pub(crate) fn file(&self, name: SecretName) -> anyhow::Result<&SealedFile> {
        let found = self.secrets.iter().find(|(known, _)| *known == name);
        found.map(|(_, file)| file).with_context(|| format!("the configuration names no {name}"))
    }
}

async fn keys(
    service: &str,
    store: Result<Store, store::Error>,
    sealing: &SealingConfig,
    residency: &Residency,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Keyring> {
    let store = store.context("database")?;
    sealing.open(service, residency.is_production(), &store, clock).await.context("sealing")
}

fn owned(secrets: Vec<(SecretName, &SealedFile)>) -> Vec<(SecretName, SealedFile)> {
    secrets.into_iter().map(|(name, file)| (name, file.clone())).collect()
}
