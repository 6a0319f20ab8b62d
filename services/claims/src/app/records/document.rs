//! A document; its bytes are a file of their own.

use archive::Path;
use ids::{ClaimId, DocumentId, Personal};
use serde::{Deserialize, Serialize};

use crate::domain::document::{Document, DocumentKind, MediaType};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct DocumentRecord {
    pub(in crate::app) id: DocumentId,
    pub(in crate::app) claim_id: ClaimId,
    kind: String,
    file_name: String,
    media_type: String,
    bytes: u64,
    sha256: String,
    /// Where its bytes lie; nothing where they were damaged.
    path: Option<Path>,
}

impl DocumentRecord {
    pub(in crate::app) fn of(claim: ClaimId, document: &Document, path: Option<&Path>) -> Self {
        let Document { id, kind, file_name, media, bytes, sha256: _ } = document;
        Self {
            id: *id,
            claim_id: claim,
            kind: kind.as_str().to_owned(),
            file_name: file_name.expose().clone(),
            media_type: media.as_str().to_owned(),
            bytes: *bytes,
            sha256: document.sha256_hex(),
            path: path.cloned(),
        }
    }

    /// The document, whose bytes have this hash; nothing when there could be no such.
    pub(in crate::app) fn document(self, sha256: [u8; 32]) -> Option<Document> {
        let document = Document {
            id: self.id,
            kind: DocumentKind::parse(&self.kind)?,
            file_name: Personal::new(self.file_name),
            media: MediaType::parse(&self.media_type)?,
            bytes: self.bytes,
            sha256,
        };
        (document.sha256_hex() == self.sha256).then_some(document)
    }
}
