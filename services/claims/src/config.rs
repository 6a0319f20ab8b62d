//! What the claims service is told at start. Refuses keys it does not know.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

/// The whole configuration file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gRPC server.
    pub server: chassis::Server,
    /// The database.
    pub database: store::DatabaseConfig,
    /// Whom it calls.
    pub peers: Peers,
    /// The documents' bytes.
    pub blobs: BlobsConfig,
    /// How often it is looked whether an erased organisation has left something.
    #[serde(default = "often", with = "humantime_serde")]
    pub bury_every: Duration,
    /// Under which keys personal data is sealed.
    pub sealing: store::SealingConfig,
    /// Traces and metrics.
    #[serde(default)]
    pub telemetry: chassis::Telemetry,
    /// Time servers.
    #[serde(default)]
    pub ntp: chassis::Ntp,
    /// Where everything is kept.
    pub residency: chassis::Residency,
}

/// `[peers]`: whom it calls, `host:port`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// The labels service, which it follows.
    pub labels: String,
    /// The accounts service, which it follows.
    pub accounts: String,
}

/// `[blobs]`: where the documents' bytes are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobsConfig {
    /// Which store.
    pub store: BlobStore,
    /// How often bytes that no document owns are looked for; they are left alone for a day.
    #[serde(default = "hourly", with = "humantime_serde")]
    pub sweep_every: Duration,
}

/// A store of documents, by its `kind`. What lies in it is sealed.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum BlobStore {
    /// A folder of this machine.
    Folder(Folder),
    /// A bucket of Google Cloud Storage.
    Google(Bucket),
}

/// `kind = "folder"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// The folder; made when it is not there.
    pub folder: PathBuf,
}

/// `kind = "google"`. Who we are to Google is the workload's identity (Application Default Credentials).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// The bucket's name; provisioning makes it.
    pub bucket: String,
    /// An emulator's address, which is asked without credentials; refused in production.
    #[serde(default)]
    pub endpoint: Option<String>,
}

const fn often() -> Duration {
    Duration::from_secs(10)
}

const fn hourly() -> Duration {
    Duration::from_secs(3_600)
}
