//! What an archive holds, told last in it: an archive without its manifest was cut.

use chrono::{DateTime, Utc};
use ids::OrganisationId;
use serde::{Deserialize, Serialize};

use crate::Path;

/// The format that this code writes and reads.
pub const FORMAT: u32 = 1;
/// Where the manifest lies.
pub const MANIFEST: &str = "manifest.json";

/// Whose archive it is and of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Whose.
    pub organisation: OrganisationId,
    /// When it was asked for.
    pub made_at: DateTime<Utc>,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// When it was asked for.
    pub made_at: DateTime<Utc>,
    /// Every other file, in their order.
    pub files: Vec<FileEntry>,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Where it lies.
    pub path: Path,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
