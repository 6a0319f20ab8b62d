//! Where a file lies in an archive. Refuses what could leave the folder that somebody unpacks it into, on any system.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Most bytes of a path: what fits a tar's header without an extension.
const MOST: usize = 100;

/// A relative path of plain ASCII steps.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(String);

/// Not a path that an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a path of an archive")]
pub struct BadPath;

impl Path {
    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its first step is this.
    #[must_use]
    pub fn is_under(&self, folder: &str) -> bool {
        self.0.split_once('/').is_some_and(|(first, _)| first == folder)
    }
}

impl FromStr for Path {
    type Err = BadPath;

    fn from_str(text: &str) -> Result<Self, BadPath> {
        let plain = |step: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            step.chars().all(known)
                && step.starts_with(|c: char| c.is_ascii_alphanumeric())
                && !step.ends_with('.')
        };
        if text.len() <= MOST && text.split('/').all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadPath)
        }
    }
}

impl TryFrom<String> for Path {
    type Error = BadPath;

    fn try_from(text: String) -> Result<Self, BadPath> {
        text.parse()
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            ".hidden",
            "a/.ssh",
            "a\\b",
            "C:x",
            "a b",
            "名",
            "a.",
            "-x",
            "a\0",
        ] {
            assert_eq!(bad.parse::<Path>(), Err(BadPath), "{bad:?}");
        }
        assert_eq!("a".repeat(101).parse::<Path>(), Err(BadPath));
        for good in ["manifest.json", "claims/documents/0199d3a0-0000-7000-8000-000000000001/x.pdf"] {
            assert_eq!(good.parse::<Path>().unwrap().as_str(), good);
        }
    }

    #[test]
    fn a_path_is_under_its_first_step_alone() {
        let path: Path = "claims/x.jsonl".parse().unwrap();
        assert!(path.is_under("claims"));
        assert!(!path.is_under("claim") && !path.is_under(""));
        assert!(!"claims".parse::<Path>().unwrap().is_under("claims"));
    }
}
