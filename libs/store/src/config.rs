//! Where a service's database is. Refuses nothing by itself: opening does.

use std::path::PathBuf;

use crate::Error;

/// The `[database]` section of a service's configuration.
///
/// A URL is `sqlite:///path/to/file.db` or `postgres://…`, or `file:///path` naming a file that holds it, for URLs with
/// passwords. On PostgreSQL three roles are needed (see [`crate::provision()`]); on SQLite `url` alone is enough.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// For requests, under row-level security.
    pub url: String,
    /// For feed, followers and timers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_url: Option<String>,
    /// For migrations, at start only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrator_url: Option<String>,
    /// File with at least 32 random bytes: keys the hash under which a request's content is kept.
    pub request_key: PathBuf,
}

/// The URL itself, read from its file if it is in one.
pub(crate) fn resolve(url: &str) -> Result<String, Error> {
    match url.strip_prefix("file://") {
        Some(path) => {
            Ok(std::fs::read_to_string(path).map_err(|cause| Error::file(path, cause))?.trim().to_owned())
        }
        None => Ok(url.to_owned()),
    }
}
