//! A thing of another service that can carry labels. Its owner is not asked whether it exists.
//! Refuses kinds that are not a plain word, so that facts stay free of what people typed.

use uuid::Uuid;

const KIND_LIMIT: usize = 40;

/// A thing by kind and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Kind, such as `claim`.
    pub kind: TargetKind,
    /// Its id.
    pub id: Uuid,
}

/// Kind of a thing: a lower_snake word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetKind(String);

/// The kind is not a lower_snake word of at most 40 letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of thing")]
pub struct BadKind;

impl TargetKind {
    /// Reads a kind.
    ///
    /// # Errors
    /// [`BadKind`] unless it is a lower_snake word of 1–40 letters.
    pub fn parse(word: &str) -> Result<Self, BadKind> {
        let starts = word.starts_with(|first: char| first.is_ascii_lowercase());
        let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if starts && plain && word.len() <= KIND_LIMIT { Ok(Self(word.to_owned())) } else { Err(BadKind) }
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_a_plain_word() {
        assert_eq!(TargetKind::parse("claim").unwrap().as_str(), "claim");
        for word in ["", "Claim", "田中", "_claim", "claim 1", &"a".repeat(41)] {
            assert_eq!(TargetKind::parse(word), Err(BadKind), "{word}");
        }
    }
}
