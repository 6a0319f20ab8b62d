//! What notifications is told at its start. Secrets are paths.

use std::time::Duration;

pub use crate::smtp::Smtp;

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
