//! Plain pieces in, sealed bytes out; the last chunk says that it is the last.

use bytes::{Bytes, BytesMut};
use ids::DocumentId;

use super::{CHUNK, Chunks, DocumentKey};
use crate::{
    Error,
    primitive::{TAG, random},
};

/// Seals a document piece by piece.
pub struct Sealer {
    chunks: Chunks,
    /// Sealed bytes that were not yet given out, then the chunk that is being filled.
    held: BytesMut,
    sealed: usize,
}

impl Sealer {
    /// Begins a document. Its key must not seal another one, nor this one again.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new(key: &DocumentKey, document: DocumentId) -> Result<Self, Error> {
        let prefix = random().map_err(|_| Error::Broken("there is no randomness"))?;
        let chunks = Chunks::new(key, document, prefix)?;
        let mut held = BytesMut::with_capacity(CHUNK + 2 * TAG + super::HEADER);
        held.extend_from_slice(&chunks.header());
        let sealed = held.len();
        Ok(Self { chunks, held, sealed })
    }

    /// Takes a piece of any size; gives out what is sealed by now, which may be nothing.
    ///
    /// # Errors
    /// When the document is longer than any (256 TiB).
    pub fn push(&mut self, mut plain: &[u8]) -> Result<Bytes, Error> {
        while !plain.is_empty() {
            // A full chunk waits for the next byte: only then it is known not to be the last.
            if self.held.len() - self.sealed == CHUNK {
                self.seal(false)?;
            }
            let room = CHUNK - (self.held.len() - self.sealed);
            let (piece, rest) = plain.split_at_checked(room).unwrap_or((plain, &[]));
            self.held.extend_from_slice(piece);
            plain = rest;
        }
        let out = self.held.split_to(self.sealed);
        self.sealed = 0;
        Ok(out.freeze())
    }

    /// Seals the last chunk.
    ///
    /// # Errors
    /// As [`Sealer::push`].
    pub fn finish(mut self) -> Result<Bytes, Error> {
        self.seal(true)?;
        Ok(self.held.freeze())
    }

    fn seal(&mut self, last: bool) -> Result<(), Error> {
        let broken = Error::Broken("the document cannot be sealed any further");
        let Some(nonce) = self.chunks.nonce(last) else { return Err(broken) };
        let chunk = self.held.get_mut(self.sealed..).unwrap_or_default();
        let tag = self.chunks.aead.seal(nonce, &self.chunks.bound, chunk).map_err(|_| broken)?;
        self.held.extend_from_slice(&tag);
        self.sealed = self.held.len();
        Ok(())
    }
}
