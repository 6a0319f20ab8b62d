//! The clock of data subjects' requests: who has waited for 72 hours is told of on the insurer's timeline, once, and what was disclosed
//! goes when its time is over.

use std::time::Duration;

use fault::Fault;
use feed::Operator;
use store::Scope;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::{
    domain::subject_request::{ANSWERED_WITHIN, Event},
    facts,
    store::{subject_files, subject_requests},
};

/// Requests of one transaction.
const BATCH: u64 = 100;

impl App {
    /// Looks again and again until shutdown.
    pub async fn keep_subject_clock(self, every: Duration, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            if let Some(Err(fault)) = shutdown.run_until_cancelled(self.look_at_subject_clock()).await {
                tracing::warn!(%fault, "the clock of data subjects' requests is not looked at; trying again");
            }
            let _ = shutdown.run_until_cancelled(tokio::time::sleep(every)).await;
        }
    }

    /// Only when there is something to do is anything written: a look is a read.
    async fn look_at_subject_clock(&self) -> Result<(), Fault> {
        let (scope, now) = (Scope::Platform("subject_clock"), self.now());
        let tx = self.store.read(scope.clone(), "look_at_subject_clock").await?;
        let due = subject_requests::is_any_overdue(&tx, now - ANSWERED_WITHIN).await?
            || subject_files::is_any_expired(&tx, now).await?;
        drop(tx);
        if !due {
            return Ok(());
        }
        let tx = self.store.begin(scope, "tell_overdue").await?;
        subject_files::delete_expired(&tx, now).await?;
        for request in subject_requests::take_overdue(&tx, now - ANSWERED_WITHIN, now, BATCH).await? {
            let fact = facts::of_subject_request(&request, Event::Overdue, &Operator::system(), now);
            feed::tell(&tx, &fact).await?;
        }
        Ok(tx.commit().await?)
    }
}
