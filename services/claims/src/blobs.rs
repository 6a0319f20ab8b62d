//! The documents' bytes, in an object store: a folder, or a bucket. They are sealed and opened as they stream, never whole in
//! memory, and refused as soon as they are too many or not what they should be. Bytes that do not open, or that end too
//! early, end the stream with an error.

mod bucket;

use std::{io, path::PathBuf, sync::Arc};

use bytes::Bytes;
use envelope::{DocumentKey, Opener, Sealer};
use fault::Fault;
use futures::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use ids::{ClaimId, DocumentId};
use object_store::{
    ObjectStore, ObjectStoreExt, WriteMultipart, local::LocalFileSystem, path::Path as Place,
};
use sha2::{Digest, Sha256};

use crate::{
    app::Part,
    config::BlobStore,
    domain::document::{MOST_BYTES, MediaType},
};

/// Parts on their way to the store at a time.
const IN_FLIGHT: usize = 2;

/// Where documents are kept.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Where the store is a folder, that folder.
    folder: Option<PathBuf>,
}

/// The plain bytes of a document, piece by piece.
pub(crate) type Pieces = BoxStream<'static, Result<Bytes, Fault>>;

/// The document's bytes are not what was sealed.
#[derive(Debug, thiserror::Error)]
#[error("document {document} of claim {claim}: {cause}")]
struct Damaged {
    claim: ClaimId,
    document: DocumentId,
    cause: envelope::Error,
}

/// What has been received: of the plain bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// What it is, by content.
    pub media: MediaType,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Blobs {
    /// Opens a store; a folder is made if it is not there, a bucket is not asked for.
    ///
    /// # Errors
    /// When the folder cannot be made or read, or the bucket's settings are not for this installation.
    pub fn open(config: &BlobStore, is_production: bool) -> anyhow::Result<Self> {
        match config {
            BlobStore::Folder(place) => {
                std::fs::create_dir_all(&place.folder)?;
                let store = LocalFileSystem::new_with_prefix(&place.folder)?;
                Ok(Self { store: Arc::new(store), folder: Some(place.folder.clone()) })
            }
            BlobStore::Google(place) => {
                Ok(Self { store: Arc::new(bucket::open(place, is_production)?), folder: None })
            }
        }
    }

    /// Receives a document up to its closing hash, and seals it under a key of its own.
    pub(crate) async fn receive(
        &self,
        claim: ClaimId,
        document: DocumentId,
        key: &DocumentKey,
        parts: BoxStream<'_, Result<Part, Fault>>,
    ) -> Result<Received, Fault> {
        let sealer = Sealer::new(key, document)?;
        let upload = self.store.put_multipart(&place(claim, document)).await.map_err(broken)?;
        let mut upload = WriteMultipart::new(upload);
        match pass(parts, sealer, &mut upload).await {
            Ok(received) => {
                upload.finish().await.map_err(broken)?;
                Ok(received)
            }
            Err(fault) => {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%error, "an upload could not be aborted");
                }
                Err(fault)
            }
        }
    }

    /// Streams a document. Whether it is whole is known at its end alone.
    pub(crate) async fn read(
        &self,
        claim: ClaimId,
        document: DocumentId,
        key: DocumentKey,
    ) -> Result<Pieces, Fault> {
        let found = self.store.get(&place(claim, document)).await.map_err(broken)?;
        let opened = open(found.into_stream(), Opener::new(key, document));
        Ok(opened.map_err(move |error| error.fault(claim, document)).boxed())
    }

    /// Removes what is not wanted, whole or half; again is no change.
    pub(crate) async fn remove(&self, claim: ClaimId, document: DocumentId) -> Result<(), Fault> {
        self.remove_half(claim, document).await?;
        match self.store.delete(&place(claim, document)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(broken(error)),
        }
    }

    /// What an upload under way has left in a folder; only a process that was killed leaves any. A bucket drops it by a
    /// rule of its own (`infra/README.md`).
    async fn remove_half(&self, claim: ClaimId, document: DocumentId) -> Result<(), Fault> {
        let Some(folder) = &self.folder else { return Ok(()) };
        match tokio::fs::remove_file(folder.join(format!("{}#1", place(claim, document)))).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Fault::unavailable("BLOBS_UNAVAILABLE").source(error))
            }
            _ => Ok(()),
        }
    }
}

/// Why a document cannot be read to its end.
enum Interrupted {
    Store(object_store::Error),
    Seal(envelope::Error),
}

impl Interrupted {
    fn fault(self, claim: ClaimId, document: DocumentId) -> Fault {
        match self {
            Self::Store(error) => broken(error),
            Self::Seal(cause) => {
                let damaged = Damaged { claim, document, cause: cause.clone() };
                Fault::from(cause).source(damaged)
            }
        }
    }
}

/// Opens what the store gives out. After the last piece it says whether the document was whole.
fn open(
    sealed: BoxStream<'static, object_store::Result<Bytes>>,
    opener: Opener,
) -> impl Stream<Item = Result<Bytes, Interrupted>> + Send {
    stream::try_unfold((sealed, Some(opener)), |(mut sealed, mut opener)| async move {
        while let Some(mut opening) = opener.take() {
            let plain = match sealed.try_next().await.map_err(Interrupted::Store)? {
                Some(piece) => {
                    let plain = opening.push(&piece).map_err(Interrupted::Seal)?;
                    opener = Some(opening);
                    plain
                }
                None => opening.finish().map_err(Interrupted::Seal)?,
            };
            if !plain.is_empty() {
                return Ok(Some((plain, (sealed, opener))));
            }
        }
        Ok(None)
    })
}

/// Passes parts on to the store while sealing, hashing, counting and recognising them.
async fn pass(
    mut parts: BoxStream<'_, Result<Part, Fault>>,
    mut sealer: Sealer,
    upload: &mut WriteMultipart,
) -> Result<Received, Fault> {
    let (mut hash, mut bytes, mut head) = (Sha256::new(), 0_u64, Vec::with_capacity(16));
    while let Some(part) = parts.next().await {
        match part? {
            Part::Chunk(chunk) => {
                bytes += chunk.len() as u64;
                if bytes > MOST_BYTES {
                    return Err(refused("TOO_LARGE", "a document has at most 20 MB"));
                }
                head.extend(chunk.iter().take(16_usize.saturating_sub(head.len())));
                hash.update(&chunk);
                upload.wait_for_capacity(IN_FLIGHT).await.map_err(broken)?;
                upload.put(sealer.push(&chunk)?);
            }
            Part::Closing(expected) => {
                let sha256: [u8; 32] = hash.finalize().into();
                if sha256 != expected {
                    return Err(refused("HASH_MISMATCH", "the bytes do not match their SHA-256"));
                }
                let media = MediaType::recognise(&head);
                let media = media.ok_or_else(|| refused("UNKNOWN_FORMAT", "neither JPEG nor PNG nor PDF"))?;
                upload.put(sealer.finish()?);
                return Ok(Received { media, bytes, sha256 });
            }
        }
    }
    Err(refused("INCOMPLETE", "the upload ended before its closing hash"))
}

fn place(claim: ClaimId, document: DocumentId) -> Place {
    Place::from(format!("claims/{claim}/{document}"))
}

fn refused(code: &str, message: &str) -> Fault {
    Fault::invalid("DOCUMENT_REFUSED").violation("document", code, message)
}

fn broken(error: object_store::Error) -> Fault {
    Fault::unavailable("BLOBS_UNAVAILABLE").source(error)
}
