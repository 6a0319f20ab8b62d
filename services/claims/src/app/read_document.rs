//! Streams a document to those who may see its claim.

use bytes::Bytes;
use fault::Fault;
use futures::stream::BoxStream;
use ids::{ClaimId, DocumentId};

use super::{App, By};
use crate::domain::document::Document;

impl App {
    /// The document and its bytes.
    ///
    /// # Errors
    /// `NotFound` when claim or document is not there or not for the one who asks.
    pub async fn read_document(
        &self,
        by: &By,
        id: ClaimId,
        document: DocumentId,
    ) -> Result<(Document, BoxStream<'static, Result<Bytes, Fault>>), Fault> {
        let (claim, _) = self.get_claim(by, id).await?;
        let found = claim.documents.into_iter().find(|known| known.id == document);
        let found = found.ok_or_else(|| Fault::not_found("DOCUMENT_NOT_FOUND"))?;
        let stream = self.blobs.read(id, document).await?;
        Ok((found, stream))
    }
}
