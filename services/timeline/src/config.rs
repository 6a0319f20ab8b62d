//! What timeline is told at its start. Secrets are paths.

/// The configuration of timeline.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The gRPC server.
    pub server: chassis::Server,
    /// The database.
    pub database: ::store::DatabaseConfig,
    /// Whom it follows.
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

/// `[peers]`: `HOST:PORT` of each service whose facts are recorded.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    /// accounts.
    pub accounts: String,
    /// labels.
    pub labels: String,
    /// claims.
    pub claims: String,
    /// notifications.
    pub notifications: String,
    /// timeline itself, as its certificate names it; none: the address it listens on, with loopback for any.
    #[serde(default)]
    pub timeline: Option<String>,
}

impl Peers {
    /// Every source of facts and where it is; its own address stands in when none is given.
    pub(crate) fn sources<'a>(&'a self, own: &'a str) -> [(&'static str, &'a str); 5] {
        [
            ("accounts", &self.accounts),
            ("labels", &self.labels),
            ("claims", &self.claims),
            ("notifications", &self.notifications),
            ("timeline", self.timeline.as_deref().unwrap_or(own)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_configuration() {
        let sample = include_str!("../timeline.sample.toml");
        chassis::parse::<Config>("timeline.sample.toml", sample).unwrap();
        let unknown = format!("unknown = 1\n{sample}");
        assert!(chassis::parse::<Config>("timeline.sample.toml", &unknown).is_err());
    }
}
