//! Documents, each under a new key of its own. Bytes lie in an archive before what is said of them: until that comes, somebody must
//! know that nobody owns them yet.

use std::collections::HashMap;

use archive::{Became, Brought, Incoming, IncomingFile, Path, bad};
use envelope::DocumentKey;
use fault::Fault;
use futures::{StreamExt as _, stream, stream::BoxStream};
use ids::{ClaimId, DocumentId};

use super::{Archived, Importer};
use crate::{
    app::{Part, records::DocumentRecord},
    blobs::Received,
    domain::{claim::Claim, document::Document, tombstone::Kept},
    store::{
        claims, documents,
        loose::{self, Loose},
    },
};

/// Bytes that are there, and wait for what is said of them.
type Waiting = HashMap<DocumentId, (DocumentKey, Received)>;

impl Importer {
    pub(super) async fn import_documents(
        &self,
        archived: &Archived,
        mut incoming: Incoming,
    ) -> Result<Brought, Fault> {
        let (mut waiting, mut brought) = (Waiting::new(), Brought::default());
        while let Some(file) = incoming.next().await? {
            if let Some(loose) = place(file.path()) {
                self.take_in(archived, loose, file, &mut waiting).await?;
            } else if file.records_of().as_deref() == Some("documents") {
                for record in file.records(Some::<DocumentRecord>).await? {
                    let became = self.keep_document(archived, record, &mut waiting).await?;
                    brought.note("documents", became);
                }
            }
        }
        Ok(brought)
    }

    /// Seals the bytes of a document that is missing here, of a claim that is the organisation's.
    async fn take_in(
        &self,
        archived: &Archived,
        loose: Loose,
        file: IncomingFile<'_>,
        waiting: &mut Waiting,
    ) -> Result<(), Fault> {
        if !self.is_missing(archived, loose).await? {
            return Ok(());
        }
        // What an import that was ended has left of them.
        self.blobs.remove(loose.claim, loose.document).await?;
        let tx = self.begin().await?;
        loose::forget(&tx, loose.document).await?;
        loose::note(&tx, archived.of, loose, self.clock.now()).await?;
        tx.commit().await?;
        let key = DocumentKey::generate()?;
        let received = self.blobs.receive(loose.claim, loose.document, &key, parts(file)).await?;
        waiting.insert(loose.document, (key, received));
        Ok(())
    }

    async fn is_missing(&self, archived: &Archived, Loose { claim, document }: Loose) -> Result<bool, Fault> {
        let claim = self.keys.with_keys(|| self.claim_in(archived, claim)).await?;
        Ok(claim.is_some_and(|claim| !has(&claim, document)))
    }

    /// The claim, if it is whole and as the archive has it.
    async fn claim_in(&self, archived: &Archived, id: ClaimId) -> Result<Option<Claim>, Fault> {
        let tx = self.begin().await?;
        match claims::show(&tx, self.seals(), id).await? {
            Some(Kept::Whole(claim)) if archived.has(&claim) => Ok(Some(claim)),
            _ => Ok(None),
        }
    }

    async fn keep_document(
        &self,
        archived: &Archived,
        record: DocumentRecord,
        waiting: &mut Waiting,
    ) -> Result<Became, Fault> {
        let (claim, id) = (record.claim_id, record.id);
        let Some((key, received)) = waiting.remove(&id) else {
            let claim = self.keys.with_keys(|| self.claim_in(archived, claim)).await?;
            let is_known = claim.is_some_and(|claim| has(&claim, id));
            return Ok(if is_known { Became::Known } else { Became::Left });
        };
        let document = record.document(received.sha256);
        let document = document.filter(|it| it.bytes == received.bytes && it.media == received.media);
        let document = document.ok_or_else(|| bad(format!("document {id} is not what is said of it")))?;
        self.keys.with_keys(|| self.adopt(archived, claim, &document, &key)).await?;
        Ok(Became::Brought)
    }

    async fn adopt(
        &self,
        archived: &Archived,
        claim: ClaimId,
        document: &Document,
        key: &DocumentKey,
    ) -> Result<(), Fault> {
        let claim = self.claim_in(archived, claim).await?;
        let claim = claim.ok_or_else(|| bad(format!("document {} has no claim", document.id)))?;
        let tx = self.begin().await?;
        documents::insert(&tx, self.seals(), &claim, document, key).await?;
        if !loose::adopt(&tx, document.id).await? {
            return Err(Fault::unavailable("BLOBS_UNAVAILABLE").message("the bytes were given up as lost"));
        }
        Ok(tx.commit().await?)
    }
}

impl Archived {
    fn has(&self, claim: &Claim) -> bool {
        claim.owner() == self.of && self.revisions.get(&claim.id) == Some(&claim.revision)
    }
}

fn has(claim: &Claim, document: DocumentId) -> bool {
    claim.documents.iter().any(|it| it.id == document)
}

/// The bytes of a file, as a clinic would have sent them. That they are what the archive announced is checked as they come.
fn parts(file: IncomingFile<'_>) -> BoxStream<'_, Result<Part, Fault>> {
    stream::try_unfold(Some(file), |file| async move {
        let Some(mut file) = file else { return Ok(None) };
        Ok(match file.part().await? {
            archive::Part::Chunk(chunk) => Some((Part::Chunk(chunk), Some(file))),
            archive::Part::Closing { sha256 } => Some((Part::Closing(sha256), None)),
            archive::Part::Opening { .. } | archive::Part::End { .. } => None,
        })
    })
    .boxed()
}

fn place(path: &Path) -> Option<Loose> {
    let (claim, file) = path.as_str().strip_prefix("claims/documents/")?.split_once('/')?;
    let (document, _) = file.split_once('.')?;
    Some(Loose { claim: claim.parse().ok()?, document: document.parse().ok()? })
}
