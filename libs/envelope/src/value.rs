//! A sealed value as it is stored: version | key id | commitment | nonce | ciphertext | tag. The commitment is compared
//! before anything is opened; a value that does not open yields no byte and one answer.

use std::fmt;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    data_key::{DataKey, KeyId},
    primitive::{Failed, NONCE, TAG, random, same},
};

/// The stored form that this release writes, and the only one it reads.
pub(crate) const VERSION: u8 = 1;
const HEADER: usize = 1 + 16 + 32 + NONCE;

/// A sealed value, as it is stored. A column of its own type; never text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sealed(Vec<u8>);

/// The bytes have not the form of a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a sealed value of a version that this release reads")]
pub struct Malformed;

impl Sealed {
    /// Bytes from elsewhere, such as an archive; their form is checked.
    ///
    /// # Errors
    /// When version or length are not those of a sealed value.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let sealed = Self(bytes);
        if sealed.parts().is_some() { Ok(sealed) } else { Err(Malformed) }
    }

    /// A column's bytes. Their form is checked where they are opened, since only there the table and row are known that
    /// a report of damage must name.
    #[must_use]
    pub const fn stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// For storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// For storage.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The key it names, unless it has not the form of a sealed value.
    #[must_use]
    pub fn key(&self) -> Option<KeyId> {
        self.parts().map(|parts| parts.key)
    }

    pub(crate) fn seal(key: &DataKey, id: KeyId, bound: &[u8], plain: &[u8]) -> Result<Self, Failed> {
        let nonce: [u8; NONCE] = random()?;
        let mut bytes = Vec::with_capacity(HEADER + plain.len() + TAG);
        bytes.push(VERSION);
        bytes.extend_from_slice(id.uuid().as_bytes());
        bytes.extend_from_slice(&key.commitment);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(plain);
        let (_, body) = bytes.split_at_mut_checked(HEADER).ok_or(Failed)?;
        let tag = key.aead.seal(nonce, bound, body)?;
        bytes.extend_from_slice(&tag);
        Ok(Self(bytes))
    }

    /// The caller has found the key by the id in the parts.
    pub(crate) fn open(parts: &Parts<'_>, key: &DataKey, bound: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failed> {
        if !same(parts.commitment, &key.commitment) {
            return Err(Failed);
        }
        let mut plain = Zeroizing::new(vec![0; parts.sealed.len()]);
        key.aead.open(parts.nonce, bound, parts.sealed, parts.tag, &mut plain)?;
        Ok(plain)
    }

    pub(crate) fn parts(&self) -> Option<Parts<'_>> {
        let (version, rest) = self.0.split_first()?;
        let (key, rest) = rest.split_first_chunk::<16>()?;
        let (commitment, rest) = rest.split_at_checked(32)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let (sealed, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
        let key = KeyId::from(Uuid::from_bytes(*key));
        (*version == VERSION).then_some(Parts { key, commitment, nonce: *nonce, sealed, tag })
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key() {
            Some(key) => write!(f, "‹sealed under {key}›"),
            None => f.write_str("‹sealed, unreadable›"),
        }
    }
}

pub(crate) struct Parts<'a> {
    pub(crate) key: KeyId,
    commitment: &'a [u8],
    nonce: [u8; NONCE],
    sealed: &'a [u8],
    tag: &'a [u8],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_short_or_of_another_version_is_malformed() {
        assert_eq!(Sealed::parse(vec![]), Err(Malformed));
        assert_eq!(Sealed::parse(vec![VERSION; HEADER + TAG - 1]), Err(Malformed));
        assert!(Sealed::parse(vec![VERSION; HEADER + TAG]).is_ok());
        assert_eq!(Sealed::parse(vec![VERSION + 1; HEADER + TAG]), Err(Malformed));
    }
}
