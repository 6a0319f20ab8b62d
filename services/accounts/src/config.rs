//! What accounts is told at its start. Secrets are paths.

use std::path::PathBuf;

pub use crate::authority::ClientCaFiles;

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
    /// Key that signs actors: Ed25519, PKCS#8 PEM.
    pub actor_signing_key: PathBuf,
    /// Under which keys personal data is sealed.
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
