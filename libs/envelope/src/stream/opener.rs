//! Sealed pieces in, plain bytes out. Each chunk is checked before a byte of it is given out, but only `finish` says that
//! the document was whole: until then its bytes belong to a document that may turn out to be cut.

use bytes::{Bytes, BytesMut};
use ids::DocumentId;

use super::{CHUNK, Chunks, DocumentKey, HEADER, PREFIX, VERSION};
use crate::{Error, primitive::TAG};

/// Opens a document piece by piece.
pub struct Opener {
    key: DocumentKey,
    document: DocumentId,
    chunks: Option<Chunks>,
    held: BytesMut,
}

const WHOLE: usize = CHUNK + TAG;

impl Opener {
    /// Begins a document.
    #[must_use]
    pub fn new(key: DocumentKey, document: DocumentId) -> Self {
        Self { key, document, chunks: None, held: BytesMut::with_capacity(WHOLE) }
    }

    /// Takes a piece of any size; gives out what is open by now, which may be nothing.
    ///
    /// # Errors
    /// [`Error::CorruptDocument`] when it is not what was sealed for this document; nothing more comes of it then.
    pub fn push(&mut self, mut sealed: &[u8]) -> Result<Bytes, Error> {
        let mut out = BytesMut::new();
        while !sealed.is_empty() {
            let full = if self.chunks.is_some() { WHOLE } else { HEADER };
            if self.held.len() == full {
                self.take(&mut out)?;
                continue;
            }
            let (piece, rest) = sealed.split_at_checked(full - self.held.len()).unwrap_or((sealed, &[]));
            self.held.extend_from_slice(piece);
            sealed = rest;
        }
        Ok(out.freeze())
    }

    /// Opens the last chunk. Without this the document may have been cut.
    ///
    /// # Errors
    /// [`Error::CorruptDocument`] when it is not the last.
    pub fn finish(mut self) -> Result<Bytes, Error> {
        let mut out = BytesMut::new();
        let first = self.chunks.as_ref().ok_or(Error::CorruptDocument)?.is_first();
        // Only an empty document ends with an empty chunk.
        if self.held.len() < TAG || (self.held.len() == TAG && !first) {
            return Err(Error::CorruptDocument);
        }
        self.open(true, &mut out)?;
        Ok(out.freeze())
    }

    /// The header, or a chunk that is not the last, since more has come.
    fn take(&mut self, out: &mut BytesMut) -> Result<(), Error> {
        if self.chunks.is_some() {
            return self.open(false, out);
        }
        let (version, rest) = self.held.split_first().ok_or(Error::CorruptDocument)?;
        let (commitment, prefix) = rest.split_at_checked(32).ok_or(Error::CorruptDocument)?;
        let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| Error::CorruptDocument)?;
        let chunks = Chunks::new(&self.key, self.document, prefix)?;
        if *version != VERSION || !chunks.knows(commitment) {
            return Err(Error::CorruptDocument);
        }
        self.chunks = Some(chunks);
        self.held.clear();
        Ok(())
    }

    fn open(&mut self, last: bool, out: &mut BytesMut) -> Result<(), Error> {
        let chunks = self.chunks.as_mut().ok_or(Error::CorruptDocument)?;
        let nonce = chunks.nonce(last).ok_or(Error::CorruptDocument)?;
        let length = self.held.len().saturating_sub(TAG);
        let (sealed, tag) = self.held.split_at_checked(length).ok_or(Error::CorruptDocument)?;
        let begin = out.len();
        out.resize(begin + length, 0);
        let plain = out.get_mut(begin..).unwrap_or_default();
        if chunks.aead.open(nonce, &chunks.bound, sealed, tag, plain).is_err() {
            out.truncate(begin);
            chunks.next = None;
            return Err(Error::CorruptDocument);
        }
        self.held.clear();
        Ok(())
    }
}
