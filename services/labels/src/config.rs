//! What labels is told at its start. Secrets are paths.

/// The configuration of labels.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gRPC server.
    pub server: chassis::Server,
    /// The database.
    pub database: ::store::DatabaseConfig,
    /// Whom it calls.
    pub peers: Peers,
    /// Traces and metrics.
    #[serde(default)]
    pub telemetry: chassis::Telemetry,
    /// Time servers.
    #[serde(default)]
    pub ntp: chassis::Ntp,
    /// Where everything is kept; checked when the file is read.
    pub residency: chassis::Residency,
}

/// `[peers]`: whom it calls, `host:port`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// The accounts service, which it follows.
    pub accounts: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_configuration() {
        let sample = include_str!("../labels.sample.toml");
        chassis::parse::<Config>("labels.sample.toml", sample).unwrap();
        let unknown = format!("unknown = 1\n{sample}");
        assert!(chassis::parse::<Config>("labels.sample.toml", &unknown).is_err());
    }
}
