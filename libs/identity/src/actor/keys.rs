//! Accounts' public keys: those in the file, and for a while those that were in it before, since what they have signed
//! is still on its way. Refuses a file without a key.

use std::path::Path;

use aws_lc_rs::signature::ED25519_PUBLIC_KEY_LEN;
use chrono::{DateTime, TimeDelta, Utc};
use rustls_pki_types::{
    SubjectPublicKeyInfoDer,
    pem::{self, PemObject},
};
use x509_parser::{prelude::FromDer, x509::SubjectPublicKeyInfo};

use super::BadActorKey;

/// id-Ed25519 (RFC 8410).
const ED25519_OID: &str = "1.3.101.112";

/// What signatures are tried with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    current: Vec<Vec<u8>>,
    retired: Vec<Retired>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Retired {
    key: Vec<u8>,
    until: DateTime<Utc>,
}

impl Keys {
    pub(super) const fn new(current: Vec<Vec<u8>>) -> Self {
        Self { current, retired: vec![] }
    }

    /// The keys of a file: 32 bytes each as they are, or PEM (`PUBLIC KEY`).
    pub(super) fn read(path: &Path) -> Result<Vec<Vec<u8>>, BadActorKey> {
        let unreadable = |source| BadActorKey::Unreadable { path: path.into(), source };
        let bytes = std::fs::read(path).map_err(|error| unreadable(pem::Error::Io(error)))?;
        let is_pem = bytes.windows(5).any(|dashes| dashes == b"-----");
        if !is_pem && !bytes.is_empty() && bytes.len().is_multiple_of(ED25519_PUBLIC_KEY_LEN) {
            return Ok(bytes.chunks(ED25519_PUBLIC_KEY_LEN).map(<[u8]>::to_vec).collect());
        }
        let mut keys = Vec::new();
        for key in SubjectPublicKeyInfoDer::pem_slice_iter(&bytes) {
            keys.push(public_key(&key.map_err(unreadable)?)?);
        }
        if keys.is_empty() { Err(BadActorKey::NotEd25519) } else { Ok(keys) }
    }

    /// After the file has changed: what is gone from it is still good for `overlap`.
    pub(super) fn replaced_by(&self, next: Vec<Vec<u8>>, now: DateTime<Utc>, overlap: TimeDelta) -> Self {
        let gone = self.current.iter().map(|key| Retired { key: key.clone(), until: now + overlap });
        let before = self.retired.iter().filter(|retired| now < retired.until).cloned();
        let retired = before.chain(gone).filter(|retired| !next.contains(&retired.key)).collect();
        Self { current: next, retired }
    }

    /// One that is good now and passes a test.
    pub(super) fn find(&self, now: DateTime<Utc>, passes: impl Fn(&[u8]) -> bool) -> Option<&[u8]> {
        let retired = self.retired.iter().filter(|retired| now < retired.until).map(|retired| &retired.key);
        self.current.iter().chain(retired).map(Vec::as_slice).find(|key| passes(key))
    }
}

fn public_key(der: &[u8]) -> Result<Vec<u8>, BadActorKey> {
    let (_, key) = SubjectPublicKeyInfo::from_der(der).map_err(|_| BadActorKey::NotEd25519)?;
    let bytes = key.subject_public_key.data.as_ref();
    let ed25519 =
        key.algorithm.algorithm.to_id_string() == ED25519_OID && bytes.len() == ED25519_PUBLIC_KEY_LEN;
    if ed25519 { Ok(bytes.to_vec()) } else { Err(BadActorKey::NotEd25519) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLAP: TimeDelta = TimeDelta::seconds(11);

    fn good(keys: &Keys, now: DateTime<Utc>) -> Vec<u8> {
        (0..9).filter(|name| keys.find(now, |key| key == [*name]).is_some()).collect()
    }

    #[test]
    fn a_key_that_is_gone_is_good_for_a_while() {
        let now = Utc::now();
        let keys = Keys::new(vec![vec![1]]).replaced_by(vec![vec![2]], now, OVERLAP);
        assert_eq!(good(&keys, now), [1, 2]);
        assert_eq!(good(&keys, now + OVERLAP), [2]);
    }

    #[test]
    fn reading_the_same_file_again_does_not_prolong_it() {
        let now = Utc::now();
        let keys = Keys::new(vec![vec![1]]).replaced_by(vec![vec![2]], now, OVERLAP);
        let keys = keys.replaced_by(vec![vec![2]], now + TimeDelta::seconds(5), OVERLAP);
        assert_eq!(good(&keys, now + TimeDelta::seconds(10)), [1, 2]);
        assert_eq!(good(&keys, now + OVERLAP), [2]);
    }

    #[test]
    fn a_key_that_comes_back_is_current_again() {
        let now = Utc::now();
        let keys = Keys::new(vec![vec![1]]).replaced_by(vec![vec![2]], now, OVERLAP);
        let keys = keys.replaced_by(vec![vec![1], vec![2]], now, OVERLAP);
        assert_eq!(good(&keys, now + OVERLAP), [1, 2]);
    }
}
