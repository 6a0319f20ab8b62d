//! Secrets of sessions, tokens and programs: 256 bits, shown once, kept only as a hash.
//! Refuses anything that is not exactly 43 base64url characters.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::Coded;

/// Characters of a secret in base64url.
const LENGTH: usize = 43;

/// A secret as its owner shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// SHA-256 of a secret: enough, since nobody can try 2^256 secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretHash([u8; 32]);

/// Not a secret of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret is 43 base64url characters")]
pub struct BadSecret;

impl Coded for BadSecret {
    fn code(&self) -> &'static str {
        "MALFORMED"
    }
}

impl Secret {
    /// A secret made of random bytes.
    #[must_use]
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads a secret.
    ///
    /// # Errors
    /// [`BadSecret`] when it is not 43 base64url characters.
    pub fn parse(shown: &str) -> Result<Self, BadSecret> {
        if shown.len() != LENGTH {
            return Err(BadSecret);
        }
        let bytes = URL_SAFE_NO_PAD.decode(shown).map_err(|_| BadSecret)?;
        bytes.try_into().map(Self).map_err(|_| BadSecret)
    }

    /// The 43 characters its owner keeps.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0).into())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹secret›")
    }
}

impl SecretHash {
    /// The hash, for storage.
    #[must_use]
    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }
}

impl TryFrom<Vec<u8>> for SecretHash {
    type Error = BadSecret;

    fn try_from(bytes: Vec<u8>) -> Result<Self, BadSecret> {
        bytes.try_into().map(Self).map_err(|_| BadSecret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_its_text_and_nothing_else_is_one() {
        let secret = Secret::new([7; 32]);
        assert_eq!(secret.reveal().len(), 43);
        assert_eq!(Secret::parse(&secret.reveal()), Ok(secret.clone()));
        for text in
            ["", "short", &"A".repeat(42), &"A".repeat(44), &"!".repeat(43), &format!("{}B", "A".repeat(42))]
        {
            assert_eq!(Secret::parse(text), Err(BadSecret), "{text}");
        }
        assert_eq!(format!("{secret:?}"), "‹secret›");
    }
}
