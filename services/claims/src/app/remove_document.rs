//! Removes a document from a draft; its bytes go after the row has, or when the sweep finds them.

use fault::Fault;
use ids::{ClaimId, DocumentId};
use serde::{Deserialize, Serialize};

use super::{App, By, no_claim};
use crate::{
    domain::access::Act,
    facts,
    store::{
        claims, documents,
        loose::{self, Loose},
    },
};

/// The document is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRemoved {
    /// The draft's revision.
    pub revision: i64,
}

impl App {
    /// Removes a document.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it is no draft.
    pub async fn remove_document(
        &self,
        by: &By,
        id: ClaimId,
        document: DocumentId,
        revision: i64,
    ) -> Result<DocumentRemoved, Fault> {
        let loose = Loose { claim: id, document };
        let removed = self.keys.with_keys(|| self.remove(by, loose, revision)).await?;
        self.discard(by, loose).await;
        Ok(removed)
    }

    async fn remove(&self, by: &By, loose: Loose, revision: i64) -> Result<DocumentRemoved, Fault> {
        let tx = self.begin(by, Act::WriteDraft, "remove_document").await?;
        let attempt = by.attempt("RemoveDocument", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let seals = self.seals(by, "remove_document");
        let mut claim = claims::get_for_change(&tx, seals, loose.claim).await?.ok_or_else(no_claim)?;
        let event = claim.remove(loose.document, revision, self.now())?;
        documents::delete(&tx, loose.document).await?;
        loose::note(&tx, by.actor.organisation, loose, self.now()).await?;
        claims::update(&tx, seals, &claim, &event).await?;
        let answer = DocumentRemoved { revision: claim.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_claim(&claim, &event, by.operator())).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
