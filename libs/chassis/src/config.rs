//! The configuration of a process: one TOML file. Refuses keys it does not know, and a production that keeps
//! anything outside Japan without saying so. Secrets are paths, never values.

mod residency;
mod sections;

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

pub use residency::{Exception, JAPAN, Outside, Place, Profile, Regions, Residency};
pub use sections::{Backups, Limits, Ntp, Sections, Server, Telemetry};

/// Why a process cannot start from a file.
#[derive(Debug, thiserror::Error)]
pub enum BadConfig {
    /// The file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A key is missing, unknown or has a wrong value.
    #[error("{}: {words}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Which key, on which line, and why.
        words: String,
    },
    /// Something would leave Japan.
    #[error("{}: {outside}", path.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// What would.
        outside: Outside,
    },
}

/// Reads a service's configuration; `[residency]` is enforced on the way.
///
/// # Errors
/// When the file cannot be read, a key is wrong, or production would keep something outside Japan.
pub fn load<C: DeserializeOwned>(path: impl AsRef<Path>) -> Result<C, BadConfig> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path)
        .map_err(|source| BadConfig::Unreadable { path: path.to_owned(), source })?;
    parse(path, &text)
}

/// As [`load`], of a text; the path is for the words of a refusal.
///
/// # Errors
/// As [`load`].
pub fn parse<C: DeserializeOwned>(path: impl AsRef<Path>, text: &str) -> Result<C, BadConfig> {
    let path = path.as_ref();
    let config = read::<C>(path, text)?;
    let sections = read::<Sections>(path, text)?;
    match sections.residency.check() {
        Ok(()) => Ok(config),
        Err(outside) => Err(BadConfig::Outside { path: path.to_owned(), outside }),
    }
}

fn read<C: DeserializeOwned>(path: &Path, text: &str) -> Result<C, BadConfig> {
    toml::from_str(text).map_err(|error| BadConfig::Wrong { path: path.to_owned(), words: error.to_string() })
}
