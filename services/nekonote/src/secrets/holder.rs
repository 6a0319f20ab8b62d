//! A service that keeps secrets, seen from outside: which they are, where its configuration says that they lie, and its keys.

use std::path::Path;

use anyhow::Context as _;
use envelope::{Keyring, SealedFile, SecretName};

use crate::service;

/// The services that keep secrets.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Service {
    Accounts,
    Claims,
    Notifications,
}

impl Service {
    /// The names of its secrets.
    pub(crate) const fn secrets(self) -> &'static [SecretName] {
        match self {
            Self::Accounts => &accounts::config::SECRETS,
            Self::Claims => &claims::SECRETS,
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
    pub(crate) async fn open(service: Service, config: &Path) -> anyhow::Result<Self> {
        let (of, secrets) = match service {
            Service::Accounts => {
                (service::Service::Accounts, owned(chassis::load::<accounts::Config>(config)?.secrets()))
            }
            Service::Claims => {
                (service::Service::Claims, owned(chassis::load::<claims::Config>(config)?.secrets()))
            }
            Service::Notifications => (
                service::Service::Notifications,
                owned(chassis::load::<notifications::Config>(config)?.secrets()),
            ),
        };
        Ok(Self { keys: of.open(config).await?.keys, secrets })
    }

    /// Where a secret lies.
    pub(crate) fn file(&self, name: SecretName) -> anyhow::Result<&SealedFile> {
        let found = self.secrets.iter().find(|(known, _)| *known == name);
        found.map(|(_, file)| file).with_context(|| format!("the configuration names no {name}"))
    }
}

fn owned(secrets: Vec<(SecretName, &SealedFile)>) -> Vec<(SecretName, SealedFile)> {
    secrets.into_iter().map(|(name, file)| (name, file.clone())).collect()
}
