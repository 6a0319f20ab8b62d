//! Removes bytes that no document owns: at once when a verb knows of them, and a day later when it died over them.
//! They were noted before the first of them arrived, so nothing has to be searched for.

use std::time::Duration;

use chrono::TimeDelta;
use fault::Fault;
use store::Scope;
use tokio_util::sync::CancellationToken;

use super::{App, By};
use crate::store::loose::{self, Loose};

/// Longer than any upload takes, whatever the clocks say.
const LEFT_ALONE: TimeDelta = TimeDelta::hours(24);

impl App {
    /// Sweeps again and again until shutdown.
    pub async fn keep_swept(self, every: Duration, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            match self.sweep_documents().await {
                Ok(0) => {}
                Ok(swept) => {
                    tracing::info!(swept, "bytes that no document owns are removed");
                    continue; // there may be more than are removed at a time
                }
                Err(fault) => tracing::warn!(%fault, "sweeping failed; trying again"),
            }
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = shutdown.cancelled() => {}
            }
        }
    }

    /// Removes bytes that nobody has owned for a day; says how many. What cannot be removed now is tried again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sweep_documents(&self) -> Result<usize, Fault> {
        let tx = self.store.begin(Scope::Platform("sweep_documents"), "give_up_documents").await?;
        let given_up = loose::give_up(&tx, self.now() - LEFT_ALONE).await?;
        tx.commit().await?;
        let mut swept = 0;
        for loose in given_up {
            match self.remove_bytes(Scope::Platform("sweep_documents"), loose).await {
                Ok(()) => swept += 1,
                Err(fault) => tracing::warn!(%fault, document = %loose.document, "bytes cannot be removed"),
            }
        }
        Ok(swept)
    }

    /// Removes bytes that the actor's verb does not want; what fails is left to the sweep.
    pub(super) async fn discard(&self, by: &By, loose: Loose) {
        if let Err(fault) = self.remove_bytes(by.scope(), loose).await {
            tracing::warn!(%fault, document = %loose.document, "bytes are left to the sweep");
        }
    }

    /// First the bytes, then the note of them.
    async fn remove_bytes(&self, scope: Scope, loose: Loose) -> Result<(), Fault> {
        self.blobs.remove(loose.claim, loose.document).await?;
        let tx = self.store.begin(scope, "forget_document").await?;
        loose::forget(&tx, loose.document).await?;
        Ok(tx.commit().await?)
    }
}
