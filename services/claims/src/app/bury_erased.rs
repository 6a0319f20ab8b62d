//! Buries what erased organisations leave, in small transactions, each of which leaves everything true: a draft goes with its documents,
//! a claim becomes a tombstone with its documents gone. Ended at any point it goes on from the start, and finds less. It goes over
//! everything twice, since a process may have had keys in memory for some minutes, and somebody a request under way.

use std::time::Duration;

use chrono::TimeDelta;
use fault::Fault;
use ids::{ClaimId, OrganisationId};
use store::{Scope, Tx, discard_data_keys};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::App;
use crate::store::{
    burials::{self, Burial},
    plans, policy_marks, review_rules, subject_requests, tombstones,
};

/// Rows of one transaction.
const BATCH: u64 = 100;
/// Longer than any process keeps a key in memory, and any request takes.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(15);

impl App {
    /// Buries again and again until shutdown.
    pub async fn keep_burying(self, every: Duration, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let buried = shutdown.run_until_cancelled(self.bury_erased()).await;
            if let Some(Err(fault)) = buried {
                tracing::warn!(%fault, "what an erased organisation leaves cannot be buried; trying again");
            }
            let _ = shutdown.run_until_cancelled(tokio::time::sleep(every)).await;
        }
    }

    /// Goes over what every erased organisation leaves that is due.
    ///
    /// # Errors
    /// When the database does not answer. What was done stays done.
    async fn bury_erased(&self) -> Result<(), Fault> {
        let tx = self.store.read(Scope::Platform("bury_erased"), "open_burials").await?;
        let open = burials::open(&tx).await?;
        drop(tx);
        for burial in open {
            if burial.walked_at.is_none_or(|at| at + AGAIN_AFTER <= self.now()) {
                self.bury(&burial).await?;
            }
        }
        Ok(())
    }

    async fn bury(&self, burial: &Burial) -> Result<(), Fault> {
        let Burial { organisation, erased_at, walked_at } = *burial;
        self.keys.forget(organisation);
        let tx = self.begin_burying("bury_contracts").await?;
        burials::take_contracts(&tx, organisation).await?;
        policy_marks::forget(&tx, organisation).await?;
        plans::forget(&tx, organisation).await?;
        review_rules::forget(&tx, organisation).await?;
        tx.commit().await?;
        self.bury_rows(organisation).await?;
        self.bury_claims(organisation, erased_at).await?;
        // The bytes at once, and not when the sweep comes by.
        while self.sweep_documents().await? > 0 {}
        let tx = self.begin_burying("end_burial").await?;
        if walked_at.is_none() {
            burials::walked(&tx, organisation, self.now()).await?;
        } else {
            discard_data_keys(&tx, organisation).await?;
            burials::buried(&tx, organisation, self.now()).await?;
        }
        tx.commit().await?;
        tracing::info!(%organisation, again = walked_at.is_some(), "what an erased organisation leaves is buried");
        Ok(())
    }

    /// Drafts, labels, policies, requests of data subjects: an organisation has only those of its kind.
    async fn bury_rows(&self, organisation: OrganisationId) -> Result<(), Fault> {
        loop {
            let tx = self.begin_burying("bury_rows").await?;
            let gone = tombstones::delete_drafts(&tx, organisation, BATCH).await?
                + burials::take_labels(&tx, organisation, BATCH).await?
                + burials::take_policies(&tx, organisation, BATCH).await?
                + subject_requests::delete(&tx, organisation, BATCH).await?;
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }

    async fn bury_claims(
        &self,
        insurer: OrganisationId,
        erased_at: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), Fault> {
        let mut after = ClaimId::from(Uuid::nil());
        loop {
            let tx = self.begin_burying("bury_claims").await?;
            let claims = burials::claims_after(&tx, insurer, after, BATCH).await?;
            let Some(last) = claims.last() else { return Ok(()) };
            tombstones::bury(&tx, &claims, erased_at).await?;
            tx.commit().await?;
            after = *last;
        }
    }

    async fn begin_burying(&self, name: &'static str) -> Result<Tx, Fault> {
        Ok(self.store.begin(Scope::Platform("bury_erased"), name).await?)
    }
}
