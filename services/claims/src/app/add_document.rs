//! Adds a document to a draft: the bytes go to the blob store while they arrive, and belong to the draft only once all of
//! them are there, are what they say, and the row is committed. What does not get so far is discarded.

use bytes::Bytes;
use fault::Fault;
use futures::{Stream, StreamExt};
use ids::{ClaimId, DocumentId, Personal};
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim};
use crate::{
    blobs::Received,
    domain::{
        access::Act,
        document::{Document, DocumentKind},
    },
    facts,
    store::{
        claims,
        loose::{self, Loose},
    },
};

/// What is coming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The draft.
    pub claim: ClaimId,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Name of the file.
    pub file_name: Personal<String>,
}

/// What follows the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Some of the bytes.
    Chunk(Bytes),
    /// SHA-256 of all of them: the end.
    Closing([u8; 32]),
}

/// The document is on the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentAdded {
    /// Its id.
    pub document: DocumentId,
    /// The draft's revision.
    pub revision: i64,
}

impl App {
    /// Adds a document.
    ///
    /// # Errors
    /// `NotFound`, `Refused` when it is no draft or has ten documents, `Invalid` when the bytes are not JPEG, PNG or PDF, are
    /// more than 20 MB, end early or do not match their hash.
    pub async fn add_document(
        &self,
        by: &By,
        opening: Opening,
        parts: impl Stream<Item = Result<Part, Fault>> + Send,
    ) -> Result<DocumentAdded, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "open_document").await?;
        let claim = claims::get(&tx, opening.claim).await?.ok_or_else(no_claim)?.id;
        let loose = Loose { claim, document: DocumentId::generate() };
        // Before the first byte: whatever happens now, the sweep knows of them.
        loose::note(&tx, by.actor.organisation, loose, self.now()).await?;
        tx.commit().await?;
        // Whether it is still a draft is asked after the repeat is recognised: a repeat gets its answer even when the
        // claim has been submitted since.
        let answer = self.take_in(by, opening, loose.document, parts).await;
        if !answer.as_ref().is_ok_and(|answer| answer.document == loose.document) {
            self.discard(by, loose).await; // refused, or a repeat of what is there already
        }
        answer
    }

    async fn take_in(
        &self,
        by: &By,
        opening: Opening,
        id: DocumentId,
        parts: impl Stream<Item = Result<Part, Fault>> + Send,
    ) -> Result<DocumentAdded, Fault> {
        let received = self.blobs.receive(opening.claim, id, parts.boxed()).await?;
        let mut by = by.clone();
        by.content.extend(received.sha256);
        self.keep_document(&by, opening, id, received).await
    }

    async fn keep_document(
        &self,
        by: &By,
        opening: Opening,
        id: DocumentId,
        received: Received,
    ) -> Result<DocumentAdded, Fault> {
        let Opening { claim, kind, file_name } = opening;
        let Received { media, bytes, sha256 } = received;
        let tx = self.begin(by, Act::WriteDraft, "add_document").await?;
        let attempt = by.attempt("AddDocument", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let mut claim = claims::get_for_change(&tx, claim).await?.ok_or_else(no_claim)?;
        let document = Document { id, kind, file_name, media, bytes, sha256 };
        let event = claim.add(document.clone(), self.now())?;
        claims::insert_document(&tx, &claim, &document).await?;
        if !loose::adopt(&tx, id).await? {
            return Err(Fault::unavailable("BLOBS_UNAVAILABLE").message("the bytes were given up as lost"));
        }
        claims::update(&tx, &claim).await?;
        let answer = DocumentAdded { document: id, revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, &by.actor)).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
