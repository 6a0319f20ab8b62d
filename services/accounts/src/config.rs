//! What accounts is told at its start. Secrets are paths of sealed files.

use envelope::{SealedFile, SecretName};

pub use crate::authority::ClientCaFiles;

/// The key that signs actors: Ed25519, PKCS#8 PEM.
pub const ACTOR_SIGNING_KEY: SecretName = SecretName::new("actor_signing_key");
/// The private key of the client CA: P-256, PKCS#8 PEM.
pub const CLIENT_CA_KEY: SecretName = SecretName::new("client_ca.key");
/// What accounts keeps secret.
pub const SECRETS: [SecretName; 2] = [ACTOR_SIGNING_KEY, CLIENT_CA_KEY];

/// The configuration of accounts.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gRPC server.
    pub server: chassis::Server,
    /// The database.
    pub database: ::store::DatabaseConfig,
    /// The CA of client certificates.
    pub client_ca: ClientCaFiles,
    /// Key that signs actors.
    pub actor_signing_key: SealedFile,
    /// Under which keys personal data and these secrets are sealed.
    pub sealing: ::store::SealingConfig,
    /// Traces and metrics.
    #[serde(default)]
    pub telemetry: chassis::Telemetry,
    /// Time servers.
    #[serde(default)]
    pub ntp: chassis::Ntp,
    /// Where everything is kept; checked when the file is read.
    pub residency: chassis::Residency,
}

impl Config {
    /// The sealed files that it names, each with what it holds.
    #[must_use]
    pub fn secrets(&self) -> Vec<(SecretName, &SealedFile)> {
        vec![(ACTOR_SIGNING_KEY, &self.actor_signing_key), (CLIENT_CA_KEY, &self.client_ca.key)]
    }
}
