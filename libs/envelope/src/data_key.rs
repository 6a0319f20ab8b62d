//! A data key: 32 random bytes that the KMS wraps, and what follows from them. The bytes themselves are wiped as soon as
//! the encryption key, the commitment and the index key are derived; each depends on whose key it is and what for.

use std::fmt;

use ids::OrganisationId;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Purpose,
    primitive::{Aead, Failed, KEY, Mac, derive, random},
};

/// A data key's id; part of every value sealed under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Uuid);

impl KeyId {
    /// A new id, later than those made before in this process.
    #[must_use]
    pub fn generate() -> Self {
        Self(Uuid::now_v7())
    }

    /// The UUID itself, for storage.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for KeyId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a key publishes about itself: whoever has the commitment recognises the key, and learns nothing of it.
pub type Commitment = [u8; 32];

/// Which installation and which of its services; keys of one are refused in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm {
    /// The installation: `production`, `staging`, `demo` …
    pub environment: String,
    /// The service.
    pub service: String,
}

/// Whose key it is and what for, as bytes: what the KMS binds a wrapped key to, and what its derivation starts from.
pub(crate) fn context(realm: &Realm, owner: OrganisationId, purpose: Purpose, id: KeyId) -> Vec<u8> {
    let mut bytes = b"nekonote data key 1".to_vec();
    let (owner, id) = (owner.uuid(), id.uuid());
    let fields = [
        realm.environment.as_bytes(),
        realm.service.as_bytes(),
        owner.as_bytes(),
        purpose.as_str().as_bytes(),
        id.as_bytes(),
    ];
    for field in fields {
        bytes.extend((field.len() as u64).to_be_bytes());
        bytes.extend(field);
    }
    bytes
}

/// A data key's bytes, wiped when dropped.
pub(crate) struct Secret(Zeroizing<[u8; KEY]>);

impl Secret {
    pub(crate) fn generate() -> Result<Self, Failed> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Failed> {
        bytes.try_into().map(|bytes| Self(Zeroizing::new(bytes))).map_err(|_| Failed)
    }

    pub(crate) fn expose(&self) -> &[u8; KEY] {
        &self.0
    }
}

/// What follows from a secret in its context.
pub(crate) struct DataKey {
    pub(crate) aead: Aead,
    pub(crate) commitment: Commitment,
    pub(crate) index: Mac,
}

impl DataKey {
    pub(crate) fn derive(secret: &Secret, context: &[u8]) -> Result<Self, Failed> {
        let encryption = expand(secret, b"encryption", context)?;
        let index = expand(secret, b"index", context)?;
        let commitment = expand(secret, b"commitment", context)?;
        Ok(Self { aead: Aead::new(&encryption)?, commitment: *commitment, index: Mac::new(index.as_slice()) })
    }
}

/// One of a secret's keys; the label has its length before it, the context its fields theirs.
pub(crate) fn expand(secret: &Secret, label: &[u8], context: &[u8]) -> Result<Zeroizing<[u8; KEY]>, Failed> {
    let mut key = Zeroizing::new([0; KEY]);
    let length = (label.len() as u64).to_be_bytes();
    derive(secret.expose(), b"nekonote envelope", &[&length, label, context], key.as_mut())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_another_in_any_other_context() {
        let secret = Secret::generate().unwrap();
        let (owner, id) = (OrganisationId::generate(), KeyId::generate());
        let realm = |environment: &str, service: &str| Realm {
            environment: environment.to_owned(),
            service: service.to_owned(),
        };
        let here = realm("stg", "claims");
        let contexts = [
            context(&here, owner, Purpose::Records, id),
            context(&realm("stgc", "laims"), owner, Purpose::Records, id),
            context(&realm("prd", "claims"), owner, Purpose::Records, id),
            context(&realm("stg", "labels"), owner, Purpose::Records, id),
            context(&here, OrganisationId::generate(), Purpose::Records, id),
            context(&here, owner, Purpose::Secrets, id),
            context(&here, owner, Purpose::Records, KeyId::generate()),
        ];
        let commitments: std::collections::BTreeSet<Commitment> =
            contexts.iter().map(|context| DataKey::derive(&secret, context).unwrap().commitment).collect();
        assert_eq!(commitments.len(), contexts.len());
    }

    #[test]
    fn a_key_of_another_length_is_none() {
        assert!(Secret::parse(&[0; 31]).is_err() && Secret::parse(&[0; 33]).is_err());
    }
}
