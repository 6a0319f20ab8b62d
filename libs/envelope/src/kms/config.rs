//! `[kms]`: which key service, in the same words for every service. Refuses keys it does not know.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

/// `[kms]`, by its `kind`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum KmsConfig {
    /// Google Cloud KMS.
    Google(GoogleConfig),
    /// A file; for development.
    Local(LocalConfig),
}

/// `kind = "local"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalConfig {
    /// The file of keys; made when it is not there.
    pub file: PathBuf,
}

/// `kind = "google"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoogleConfig {
    /// `projects/…/locations/…/keyRings/…`, made by provisioning; keys are made in it.
    pub key_ring: String,
    /// Another address than Google's; refused in production.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// Who we are to Google.
    #[serde(default)]
    pub credentials: Credentials,
    /// Whether keys live in a hardware module.
    #[serde(default)]
    pub hsm: bool,
    /// Longest wait for one try.
    #[serde(with = "humantime_serde", default = "attempt")]
    pub attempt: Duration,
    /// Longest wait for all tries together.
    #[serde(with = "humantime_serde", default = "total")]
    pub total: Duration,
    /// How long a destroyed key can be called back; a promise of erasure names it. New keys get it.
    #[serde(with = "humantime_serde", default = "destroyed_after")]
    pub destroyed_after: Duration,
}

impl GoogleConfig {
    /// A key ring with every other setting as it comes.
    #[must_use]
    pub fn new(key_ring: impl Into<String>) -> Self {
        Self {
            key_ring: key_ring.into(),
            endpoint: None,
            credentials: Credentials::default(),
            hsm: false,
            attempt: attempt(),
            total: total(),
            destroyed_after: destroyed_after(),
        }
    }
}

/// Who we are to Google.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Credentials {
    /// Those of the workload (Application Default Credentials).
    #[default]
    Default,
    /// None; for an emulator, refused in production.
    Anonymous,
}

/// What kind of installation it is, as `chassis::Residency` knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Made-up data.
    Development,
    /// Real data.
    Production,
}

const fn attempt() -> Duration {
    Duration::from_secs(2)
}

const fn total() -> Duration {
    Duration::from_secs(6)
}

const fn destroyed_after() -> Duration {
    Duration::from_secs(24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<KmsConfig, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn settings_have_defaults_and_units() {
        let Ok(KmsConfig::Google(google)) =
            parse(r#"{"kind": "google", "key_ring": "ring", "total": "4s", "credentials": "anonymous"}"#)
        else {
            panic!("it is Google's");
        };
        assert_eq!((google.attempt, google.total), (attempt(), Duration::from_secs(4)));
        assert_eq!(google.credentials, Credentials::Anonymous);
        assert!(matches!(parse(r#"{"kind": "local", "file": "kms.json"}"#), Ok(KmsConfig::Local(_))));
    }

    #[test]
    fn unknown_keys_and_kinds_are_refused() {
        for text in [
            r#"{"kind": "local", "file": "kms.json", "fil": ""}"#,
            r#"{"kind": "google", "key_ring": "ring", "endpont": ""}"#,
            r#"{"kind": "vault"}"#,
            r#"{"file": "kms.json"}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
