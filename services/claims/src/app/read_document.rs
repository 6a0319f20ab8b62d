//! Streams a document to those who may see its claim. Of the claim nothing is opened but this document's key.

use envelope::DocumentKey;
use fault::Fault;
use ids::{ClaimId, DocumentId};

use super::{App, By, no_claim};
use crate::{
    blobs::Pieces,
    domain::{access::Act, document::MediaType},
    store::{claims, documents},
};

impl App {
    /// What the document is, and its bytes. They end with an error when they are not what was sealed, or not all of it.
    ///
    /// # Errors
    /// `NotFound` when claim or document is not there or not for the one who asks.
    pub async fn read_document(
        &self,
        by: &By,
        id: ClaimId,
        document: DocumentId,
    ) -> Result<(MediaType, Pieces), Fault> {
        let (media, key) = self.keys.with_keys(|| self.find_document(by, id, document)).await?;
        Ok((media, self.blobs.read(id, document, key).await?))
    }

    async fn find_document(
        &self,
        by: &By,
        id: ClaimId,
        document: DocumentId,
    ) -> Result<(MediaType, DocumentKey), Fault> {
        let tx = self.read(by, Act::ReadClaims, "read_document").await?;
        match documents::get(&tx, self.seals(by, "read_document"), id, document).await? {
            Some(found) => Ok(found),
            None if claims::exists(&tx, id).await? => Err(Fault::not_found("DOCUMENT_NOT_FOUND")),
            None => Err(no_claim()),
        }
    }
}
