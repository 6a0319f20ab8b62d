//! What a data key is for. One key never serves two purposes, so that a limit or a leak of one is not the other's.

use std::{fmt, str::FromStr};

/// What a data key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Columns: names, addresses, diagnoses, notes.
    Records,
    /// The keys of attachments.
    Documents,
    /// Blind indexes; this key seals nothing.
    Indexes,
    /// What the platform keeps secret: signing keys, TOTP seeds, credentials.
    Secrets,
}

/// The text names no purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no purpose of a data key")]
pub struct BadPurpose;

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Records, Self::Documents, Self::Indexes, Self::Secrets];

    /// Its name at rest; part of what a wrapped key is bound to.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Documents => "documents",
            Self::Indexes => "indexes",
            Self::Secrets => "secrets",
        }
    }

    /// Whether age and use end a key. A blind index would no longer find what the key before has written, so its key
    /// changes only on request, together with the tokens (ADR 12).
    #[must_use]
    pub const fn rotates(self) -> bool {
        !matches!(self, Self::Indexes)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = BadPurpose;

    fn from_str(text: &str) -> Result<Self, BadPurpose> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text).ok_or(BadPurpose)
    }
}
