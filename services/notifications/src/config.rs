//! What notifications is told at its start. Secrets are paths of sealed files.

use std::time::Duration;

use envelope::{SealedFile, SecretName};

pub use crate::smtp::Smtp;

/// The password of the account on the mail server.
pub const SMTP_PASSWORD: SecretName = SecretName::new("smtp.password_file");
/// What notifications keeps secret.
pub const SECRETS: [SecretName; 1] = [SMTP_PASSWORD];

/// The configuration of notifications.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gRPC server.
    pub server: chassis::Server,
    /// The database.
    pub database: ::store::DatabaseConfig,
    /// Whom it follows and asks.
    pub peers: Peers,
    /// The mail server.
    pub smtp: Smtp,
    /// Links in mails.
    pub links: Links,
    /// Under which keys its secrets are sealed.
    pub sealing: ::store::SealingConfig,
    /// How often it looks for mails that are due.
    #[serde(default = "half_a_second", with = "humantime_serde")]
    pub look_every: Duration,
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
        self.smtp.password_file.iter().map(|file| (SMTP_PASSWORD, file)).collect()
    }
}

/// `[peers]`: `HOST:PORT` of each service it calls.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// accounts: who may be written to.
    pub accounts: String,
    /// claims: its facts, and whom a claim concerns.
    pub claims: String,
}

/// `[links]`: where links in mails lead; never taken from a request.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// The portal, such as `https://portal.nekonote.example.jp`.
    pub portal_url: String,
    /// A public page that explains a mail to a policyholder.
    pub help_url: String,
}

const fn half_a_second() -> Duration {
    Duration::from_millis(500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_configuration() {
        let sample = include_str!("../notifications.sample.toml");
        chassis::parse::<Config>("notifications.sample.toml", sample).unwrap();
        let unknown = format!("unknown = 1\n{sample}");
        assert!(chassis::parse::<Config>("notifications.sample.toml", &unknown).is_err());
    }
}
