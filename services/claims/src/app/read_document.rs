//! Streams a document to those who may see its claim. Of the claim nothing is opened but this document's key.

use envelope::DocumentKey;
use fault::Fault;
use ids::{ClaimId, DocumentId};

use super::{App, By, no_claim, refusal};
use crate::{
    blobs::Pieces,
    domain::{access::Act, document::MediaType},
    store::{Over, claims, documents},
};

impl App {
    /// What the document is, and its bytes. They end with an error when they are not what was sealed, or not all of it.
    ///
    /// # Errors
    /// `NotFound` when claim or document is not there or not for the one who asks, `Refused` when it was erased.
    pub async fn read_document(
        &self,
        by: &By,
        id: ClaimId,
        document: DocumentId,
    ) -> Result<(MediaType, Pieces), Fault> {
        let find = |over| self.find_document(by, id, document, over);
        let (media, key) = self.around_closed(by, find).await?;
        Ok((media, self.blobs.read(id, document, key).await?))
    }

    async fn find_document(
        &self,
        by: &By,
        id: ClaimId,
        document: DocumentId,
        over: Over,
    ) -> Result<(MediaType, DocumentKey), Fault> {
        let tx = self.read(by, Act::ReadClaims, "read_document").await?;
        let seals = self.seals(by, "read_document").without(&over);
        if let Some(why) = claims::closed(&tx, seals, id).await?.ok_or_else(no_claim)? {
            return Err(refusal::closed(why));
        }
        let found = documents::get(&tx, seals, id, document).await?;
        found.ok_or_else(|| Fault::not_found("DOCUMENT_NOT_FOUND"))
    }
}
