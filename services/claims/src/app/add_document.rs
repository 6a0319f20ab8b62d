//! Adds a document to a draft: the bytes go to the blob store while they arrive, and belong to the draft only once all of
//! them are there, are what they say, and the row is committed. What does not get so far is discarded. They are sealed
//! under a key of the document's own.

use bytes::Bytes;
use envelope::{DocumentKey, Purpose};
use fault::Fault;
use futures::{Stream, StreamExt};
use ids::{ClaimId, DocumentId, Personal};
use serde::{Deserialize, Serialize};

use super::{App, By, allow, no_claim};
use crate::{
    blobs::Received,
    domain::{
        access::Act,
        document::{Document, DocumentKind},
    },
    facts,
    store::{
        claims, documents,
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
        allow(by, Act::WriteDraft)?;
        // Before the first byte too: what cannot be sealed is not taken in.
        let owner = by.actor.organisation;
        self.keys.warm_all([(owner, Purpose::Records), (owner, Purpose::Documents)]).await?;
        let tx = self.begin(by, Act::WriteDraft, "open_document").await?;
        if !claims::exists(&tx, opening.claim).await? {
            return Err(no_claim());
        }
        let loose = Loose { claim: opening.claim, document: DocumentId::generate() };
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
        let key = DocumentKey::generate()?;
        let received = self.blobs.receive(opening.claim, id, &key, parts.boxed()).await?;
        let mut by = by.clone();
        by.content.extend(received.sha256);
        let Opening { claim, kind, file_name } = opening;
        let Received { media, bytes, sha256 } = received;
        let document = Document { id, kind, file_name, media, bytes, sha256 };
        self.keys.with_keys(|| self.keep_document(&by, claim, &document, &key)).await
    }

    async fn keep_document(
        &self,
        by: &By,
        claim: ClaimId,
        document: &Document,
        key: &DocumentKey,
    ) -> Result<DocumentAdded, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "add_document").await?;
        let attempt = by.attempt("AddDocument", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "add_document");
        let mut claim = claims::get_for_change(&tx, seals, claim).await?.ok_or_else(no_claim)?;
        let event = claim.add(document.clone(), self.now())?;
        documents::insert(&tx, seals, &claim, document, key).await?;
        if !loose::adopt(&tx, document.id).await? {
            return Err(Fault::unavailable("BLOBS_UNAVAILABLE").message("the bytes were given up as lost"));
        }
        claims::update(&tx, seals, &claim, &event).await?;
        let answer = DocumentAdded { document: document.id, revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
