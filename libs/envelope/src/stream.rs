//! Documents, sealed in chunks of 64 KiB by the STREAM construction under a key of their own, so that none is ever whole
//! in memory. Refuses what was cut, prolonged, reordered or put under another document, and any part on its own.

mod opener;
mod sealer;

use std::fmt;

use aws_lc_rs::constant_time;
use ids::DocumentId;
use zeroize::Zeroizing;

pub use opener::Opener;
pub use sealer::Sealer;

use crate::{
    Error,
    data_key::{Commitment, Secret, expand},
    primitive::{Aead, NONCE, TAG},
};

/// Plain bytes in every chunk but the last.
pub const CHUNK: usize = 64 * 1024;
/// The stored form that this release writes, and the only one it reads.
const VERSION: u8 = 1;
/// Random bytes at the beginning of every chunk's nonce.
const PREFIX: usize = NONCE - 4 - 1;
/// Version, commitment, prefix.
const HEADER: usize = 1 + 32 + PREFIX;

/// A document's own key; kept sealed as a value ([`crate::Keyring::seal_document_key`]), wiped when dropped. It seals one
/// document once.
pub struct DocumentKey(Secret);

/// The bytes are no key of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of a document")]
pub struct BadKey;

impl DocumentKey {
    /// A new key.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn generate() -> Result<Self, Error> {
        Secret::generate().map(Self).map_err(|_| Error::Broken("there is no randomness"))
    }

    /// A key that was kept.
    ///
    /// # Errors
    /// When the bytes are no key.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadKey> {
        Secret::parse(bytes).map(Self).map_err(|_| BadKey)
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

impl fmt::Debug for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹key of a document›")
    }
}

/// What sealer and opener share: the keys that follow from a document's key, and the counter.
struct Chunks {
    aead: Aead,
    commitment: Commitment,
    prefix: [u8; PREFIX],
    bound: Vec<u8>,
    next: Option<u32>,
}

impl Chunks {
    fn new(key: &DocumentKey, document: DocumentId, prefix: [u8; PREFIX]) -> Result<Self, Error> {
        let broken = |_| Error::Broken("the cryptographic library refused");
        let bound = [&[VERSION][..], b"nekonote document", document.uuid().as_bytes()].concat();
        let derived = |label: &[u8]| -> Result<Zeroizing<[u8; 32]>, Error> {
            expand(&key.0, label, &bound).map_err(broken)
        };
        let aead = Aead::new(&*derived(b"document encryption")?).map_err(broken)?;
        let commitment = *derived(b"document commitment")?;
        Ok(Self { aead, commitment, prefix, bound, next: Some(0) })
    }

    fn is_first(&self) -> bool {
        self.next == Some(0)
    }

    /// prefix | counter | whether it is the last; none after the last counter, which no document reaches.
    fn nonce(&mut self, last: bool) -> Option<[u8; NONCE]> {
        let count = self.next?;
        self.next = count.checked_add(1);
        let mut nonce = [0; NONCE];
        let parts = self.prefix.into_iter().chain(count.to_be_bytes()).chain([u8::from(last)]);
        for (place, byte) in nonce.iter_mut().zip(parts) {
            *place = byte;
        }
        Some(nonce)
    }

    fn header(&self) -> Vec<u8> {
        [&[VERSION][..], &self.commitment, &self.prefix].concat()
    }

    fn knows(&self, commitment: &[u8]) -> bool {
        constant_time::verify_slices_are_equal(commitment, &self.commitment).is_ok()
    }
}

/// How long a document is once it is sealed.
#[must_use]
pub const fn sealed_length(plain: u64) -> u64 {
    let chunks = if plain == 0 { 1 } else { plain.div_ceil(CHUNK as u64) };
    HEADER as u64 + plain + chunks * TAG as u64
}
