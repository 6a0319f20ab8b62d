//! What the claims service is told at start. Refuses keys it does not know.

use std::{path::PathBuf, time::Duration};

use envelope::{SealedFile, SecretName};
use serde::Deserialize;

/// The key that attests: Ed25519, PKCS#8 PEM.
pub const ATTESTATION_KEY: SecretName = SecretName::new("attestation.key");
/// What claims keeps secret.
pub const SECRETS: [SecretName; 1] = [ATTESTATION_KEY];

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
    /// In whose name, and with which key, what was done for a data subject is attested.
    pub attestation: Attestation,
    /// How long backups are kept.
    #[serde(default)]
    pub backups: chassis::Backups,
    /// How often it is looked who has waited too long, and what was disclosed long enough.
    #[serde(default = "minutely", with = "humantime_serde")]
    pub subject_clock_every: Duration,
    /// How often it is looked for submitted claims that nobody was told to check.
    #[serde(default = "secondly", with = "humantime_serde")]
    pub check_every: Duration,
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

/// `[attestation]`: who attests what was done for a data subject, and with which key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// The key.
    pub key: SealedFile,
    /// Who attests, as people read it.
    pub issuer: String,
}

impl Config {
    /// The sealed files that it names, each with what it holds.
    #[must_use]
    pub fn secrets(&self) -> Vec<(SecretName, &SealedFile)> {
        vec![(ATTESTATION_KEY, &self.attestation.key)]
    }
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

const fn secondly() -> Duration {
    Duration::from_secs(1)
}

const fn minutely() -> Duration {
    Duration::from_secs(60)
}

const fn hourly() -> Duration {
    Duration::from_secs(3_600)
}
