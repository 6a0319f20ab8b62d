//! The sections that every process has in the same words. Each refuses keys it does not know.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

use super::Residency;

/// The shared sections of any configuration; what else the file has is the service's.
#[derive(Debug, Clone, Deserialize)]
pub struct Sections {
    /// The gRPC server.
    pub server: Option<Server>,
    /// Traces and metrics.
    #[serde(default)]
    pub telemetry: Telemetry,
    /// Time servers.
    #[serde(default)]
    pub ntp: Ntp,
    /// Where everything is kept.
    pub residency: Residency,
}

/// `[server]`: the gRPC server of a service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Certificate, key, roots and revocation lists of this workload.
    pub workload: identity::WorkloadFiles,
    /// Public key (Ed25519, 32 bytes or PEM) that accounts signs actors with; two while it is changed. Read again when
    /// the file changes.
    pub actor_key: PathBuf,
    /// How much is too much.
    #[serde(default)]
    pub limits: Limits,
}

/// `[server.limits]`: how much is too much; the defaults are meant to stay.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Longest silence of a caller before the answer must have begun; a shorter `grpc-timeout` counts.
    #[serde(with = "humantime_serde")]
    pub deadline: Duration,
    /// Longest time until the answer begins, however much the caller sends (uploads).
    #[serde(with = "humantime_serde")]
    pub upload: Duration,
    /// Calls at work at a time; more are refused at once, so that a queue never outlives its callers.
    pub in_flight: usize,
    /// Age at which a connection is asked to come again, so that certificates rotate.
    #[serde(with = "humantime_serde")]
    pub connection_age: Duration,
    /// How often a stream's caller is checked again, as each request is.
    #[serde(with = "humantime_serde")]
    pub recheck: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10),
            upload: Duration::from_secs(300),
            in_flight: 512,
            connection_age: Duration::from_secs(15 * 60),
            // With the look for a new list each second, within the promised five seconds.
            recheck: Duration::from_secs(3),
        }
    }
}

/// `[telemetry]`: traces and metrics.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// Collector (OTLP over gRPC), such as `http://127.0.0.1:4317`; none: traces cross services, but go nowhere.
    pub otlp: Option<String>,
}

/// `[ntp]`: whom to ask for the time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ntp {
    /// Servers, `host` or `host:port`; none: the clock stays unchecked, and the metric says so.
    pub servers: Vec<String>,
    /// How often.
    #[serde(with = "humantime_serde")]
    pub every: Duration,
}

impl Default for Ntp {
    fn default() -> Self {
        Self { servers: Vec::new(), every: Duration::from_secs(60) }
    }
}

/// `[backups]`: how long copies of the database and of documents are kept, so that whoever promises an erasure can say when the
/// last of them is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backups {
    /// Days after which a backup is deleted; 0 where there are none.
    pub kept_days: u16,
}

impl Default for Backups {
    fn default() -> Self {
        Self { kept_days: 35 }
    }
}
