//! The documents of a claim in an export: each as a file of its own, a piece at a time.

use archive::{Outgoing, Path};
use bytes::Bytes;
use envelope::DocumentKey;
use fault::Fault;
use futures::TryStreamExt as _;
use ids::{ClaimId, DocumentId};
use sha2::{Digest as _, Sha256};

use super::{NAME, Written};
use crate::{
    app::{App, By, records::DocumentRecord},
    domain::{
        access::Act,
        claim::Claim,
        document::{Document, MediaType},
    },
    store::{claims, documents},
};

impl App {
    pub(super) async fn write_documents(
        &self,
        by: &By,
        claim: &Claim,
        out: &mut Outgoing,
        written: &mut Written,
    ) -> Result<(), Fault> {
        for document in &claim.documents {
            let checked = self.check_document(by, claim.id, document).await;
            if checked.as_ref().is_err_and(|gone| gone.reason() == "DOCUMENT_NOT_FOUND") {
                continue; // taken off the draft, stopped or deleted meanwhile
            }
            let is_whole = written.damages.take("documents", document.id, checked)?.is_some();
            let path = path(claim.id, document)?;
            let record = DocumentRecord::of(claim.id, document, is_whole.then_some(&path));
            written.documents.push(out, &record).await?;
            if is_whole {
                self.write_document(by, claim.id, document, path, out).await?;
            }
        }
        Ok(())
    }

    /// Reads it once to its end: a file that has begun must end as was announced, so what is damaged is known before.
    async fn check_document(&self, by: &By, claim: ClaimId, document: &Document) -> Result<(), Fault> {
        let key = self.key_of_document(by, claim, document.id).await?;
        let pieces = self.blobs.read(claim, document.id, key).await?;
        let read =
            pieces.try_fold((0, Sha256::new()), async |(bytes, mut hash): (u64, Sha256), piece: Bytes| {
                hash.update(&piece);
                Ok((bytes + piece.len() as u64, hash))
            });
        let (bytes, hash) = read.await?;
        let is_meant = bytes == document.bytes && <[u8; 32]>::from(hash.finalize()) == document.sha256;
        if is_meant { Ok(()) } else { Err(Fault::internal("SEALED_CORRUPT").message("another document")) }
    }

    async fn write_document(
        &self,
        by: &By,
        claim: ClaimId,
        document: &Document,
        path: Path,
        out: &mut Outgoing,
    ) -> Result<(), Fault> {
        let key = self.key_of_document(by, claim, document.id).await?;
        let mut pieces = self.blobs.read(claim, document.id, key).await?;
        let mut file = out.file(path, document.bytes).await?;
        while let Some(piece) = pieces.try_next().await? {
            file.write(piece).await?;
        }
        file.close().await
    }

    async fn key_of_document(&self, by: &By, claim: ClaimId, id: DocumentId) -> Result<DocumentKey, Fault> {
        let find = || async {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let (seals, gone) = (self.seals_to_export(by), || Fault::not_found("DOCUMENT_NOT_FOUND"));
            if claims::closed(&tx, seals, claim).await?.is_none_or(|why| why.is_some()) {
                return Err(gone()); // stopped or deleted meanwhile
            }
            Ok::<_, Fault>(documents::get(&tx, seals, claim, id).await?.ok_or_else(gone)?.1)
        };
        self.keys.with_keys(find).await
    }
}

fn path(claim: ClaimId, document: &Document) -> Result<Path, Fault> {
    let end = match document.media {
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
        MediaType::Pdf => "pdf",
    };
    let path = format!("claims/documents/{claim}/{}.{end}", document.id).parse();
    path.map_err(|why: archive::BadPath| Fault::internal("ARCHIVE_BROKEN").source(why))
}
