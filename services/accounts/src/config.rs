//! What accounts is told at its start. Secrets are paths of sealed files.

use envelope::{SealedFile, SecretName};

pub use crate::authority::ClientCaFiles;

/// The key that signs actors: Ed25519, PKCS#8 PEM.
pub const ACTOR_SIGNING_KEY: SecretName = SecretName::new("actor_signing_key");
/// The private key of the client CA: P-256, PKCS#8 PEM.
pub const CLIENT_CA_KEY: SecretName = SecretName::new("client_ca.key");
/// The key that attests: Ed25519, PKCS#8 PEM.
pub const ATTESTATION_KEY: SecretName = SecretName::new("attestation.key");
/// What accounts keeps secret.
pub const SECRETS: [SecretName; 3] = [ACTOR_SIGNING_KEY, CLIENT_CA_KEY, ATTESTATION_KEY];

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
    /// In whose name, and with which key, an erasure is attested.
    pub attestation: Attestation,
    /// How long backups are kept.
    #[serde(default)]
    pub backups: chassis::Backups,
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

/// `[attestation]`: who attests an erasure, and with which key.
#[derive(Debug, Clone, serde::Deserialize)]
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
        vec![
            (ACTOR_SIGNING_KEY, &self.actor_signing_key),
            (CLIENT_CA_KEY, &self.client_ca.key),
            (ATTESTATION_KEY, &self.attestation.key),
        ]
    }
}
