//! How long and how much the edge puts up with.

use std::time::Duration;

use serde::Deserialize;

/// Limits of the edge; the defaults are meant for production.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// From the connection to the end of the TLS handshake.
    #[serde(with = "humantime_serde")]
    pub handshake: Duration,
    /// From the handshake to the first byte of a request.
    #[serde(with = "humantime_serde")]
    pub first_byte: Duration,
    /// From the first byte to the end of a request's headers.
    #[serde(with = "humantime_serde")]
    pub headers: Duration,
    /// Between two parts of a body, in or out.
    #[serde(with = "humantime_serde")]
    pub idle_body: Duration,
    /// The time in which a body must bring `body_progress`.
    #[serde(with = "humantime_serde")]
    pub body_window: Duration,
    /// Bytes a body must bring in each window, unless it ends.
    pub body_progress: usize,
    /// Without any request on a connection.
    #[serde(with = "humantime_serde")]
    pub keep_alive: Duration,
    /// Given to requests under way when the process ends.
    #[serde(with = "humantime_serde")]
    pub drain: Duration,
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time from one address.
    pub connections_per_address: usize,
    /// Requests at a time on one connection.
    pub streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(5),
            first_byte: Duration::from_secs(5),
            headers: Duration::from_secs(10),
            idle_body: Duration::from_secs(15),
            body_window: Duration::from_secs(10),
            body_progress: 4096,
            keep_alive: Duration::from_secs(60),
            drain: Duration::from_secs(8),
            connections: 8192,
            connections_per_address: 2048,
            streams: 100,
        }
    }
}
