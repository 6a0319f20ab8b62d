//! What the gateway is told at its start. Secrets are paths.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

use crate::edge::{Limits, ServerIdentity};

/// The configuration of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The inner server: health only, for the platform.
    pub server: chassis::Server,
    /// The door.
    pub edge: Edge,
    /// Whom it asks.
    pub peers: PeerAddresses,
    /// The public keys that attestations are checked with (RFC 7517), to be published; without it they are not.
    #[serde(default)]
    pub attestation_keys: Option<PathBuf>,
    /// Traces and metrics.
    #[serde(default)]
    pub telemetry: chassis::Telemetry,
    /// Time servers.
    #[serde(default)]
    pub ntp: chassis::Ntp,
    /// Where everything is kept; checked when the file is read.
    pub residency: chassis::Residency,
}

/// `[edge]`: the door to the outside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Where both faces listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Name of the portal and the API.
    pub portal_name: String,
    /// Name of the public face; without one it answers where no name is asked for, by address.
    pub public_name: Option<String>,
    /// Server certificate of the portal.
    pub portal: ServerIdentity,
    /// Server certificate of the public face.
    pub public: ServerIdentity,
    /// How often accounts is asked for the revocation list; with this a revocation bites within five seconds.
    #[serde(default = "two_seconds", with = "humantime_serde")]
    pub trust_every: Duration,
    /// What the door puts up with.
    #[serde(default)]
    pub limits: Limits,
}

/// `[peers]`: `HOST:PORT` of each service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerAddresses {
    /// accounts.
    pub accounts: String,
    /// labels.
    pub labels: String,
    /// claims.
    pub claims: String,
    /// timeline.
    pub timeline: String,
    /// notifications.
    pub notifications: String,
}

const fn two_seconds() -> Duration {
    Duration::from_secs(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_configuration() {
        let sample = include_str!("../sample.toml");
        let config: Config = chassis::parse("sample.toml", sample).unwrap();
        assert_eq!((config.edge.trust_every.as_secs(), config.edge.limits.handshake.as_secs()), (2, 5));
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let wrong = include_str!("../sample.toml").replace("portal_name", "portal_nmae");
        assert!(chassis::parse::<Config>("sample.toml", &wrong).is_err());
    }
}
