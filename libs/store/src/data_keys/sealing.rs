//! `[sealing]`: under which keys a service seals what it keeps, and the keyring that follows from it.

use std::sync::Arc;

use calendar::Clock;
use envelope::{
    Keyring, Limits, Realm,
    kms::{self, KmsConfig, Profile},
};
use serde::Deserialize;

use super::DataKeys;
use crate::Store;

/// `[sealing]`, in the same words for every service that seals.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealingConfig {
    /// The installation, such as `production` or `demo`: what is sealed in one does not open in another.
    pub environment: String,
    /// Which key service.
    pub kms: KmsConfig,
}

impl SealingConfig {
    /// The service's keyring over the data keys in its own database; in production under a real KMS only.
    ///
    /// # Errors
    /// When the KMS cannot be opened, as the local one with a production profile.
    pub async fn open(
        &self,
        service: &str,
        is_production: bool,
        store: &Store,
        clock: Arc<dyn Clock>,
    ) -> Result<Keyring, kms::Error> {
        let profile = if is_production { Profile::Production } else { Profile::Development };
        let kms = kms::open(&self.kms, profile).await?;
        let realm = Realm { environment: self.environment.clone(), service: service.to_owned() };
        let shelf = Arc::new(DataKeys::new(store.clone()));
        Ok(Keyring::new(realm, kms, shelf, clock, Limits::default()))
    }
}
