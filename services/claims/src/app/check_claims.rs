//! Checks what was submitted by the rules of its insurer, and approves it where nothing is found (自動承認). It runs beside the service: woken
//! by each submission, and looking by itself for what a crash has left. A claim that cannot be checked now waits, and holds up no other.

use std::time::Duration;

use chrono::TimeDelta;
use envelope::{Opening, Who};
use fault::{Fault, Kind};
use feed::Operator;
use store::Scope;
use tokio_util::sync::CancellationToken;

use super::{App, approve_claim, no_claim, refusal};
use crate::{
    domain::{
        check::{Checked, check},
        claim::Status,
    },
    store::{
        Seals,
        checks::{self, Due},
        claims, policies, review_rules,
    },
};

/// The purpose of its transactions, and who opens what is sealed.
const NAME: &str = "check_claims";
/// Claims that are looked up at once.
const BATCH: u64 = 100;
/// How long a claim waits that cannot be opened for now.
const SOON: TimeDelta = TimeDelta::seconds(10);
/// How long one waits that has something wrong with it.
const LATER: TimeDelta = TimeDelta::minutes(10);

impl App {
    /// Checks again and again until shutdown.
    pub async fn keep_checking(self, every: Duration, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            if let Some(Err(fault)) = shutdown.run_until_cancelled(self.check_due()).await {
                tracing::warn!(%fault, "what was submitted is not checked; trying again");
            }
            let woken = tokio::time::timeout(every, self.submitted.notified());
            let _ = shutdown.run_until_cancelled(woken).await;
        }
    }

    async fn check_due(&self) -> Result<(), Fault> {
        loop {
            let tx = self.store.read(Scope::Platform("check_claims"), "list_due_checks").await?;
            let due = checks::due(&tx, self.now(), BATCH).await?;
            drop(tx);
            if due.is_empty() {
                return Ok(());
            }
            for due in due {
                if let Err(fault) = self.keys.with_keys(|| self.check(due)).await {
                    self.postpone(due, &fault).await?;
                }
            }
        }
    }

    async fn check(&self, Due { claim: id, insurer }: Due) -> Result<(), Fault> {
        let (tx, now) = (self.store.begin(Scope::Platform("check_claims"), "check_claim").await?, self.now());
        let seals = Seals::new(&self.keys, Opening { who: Who::Platform(NAME), why: "check_claim" });
        let mut claim = claims::get_for_change(&tx, seals, id).await?.ok_or_else(no_claim)?;
        let rules = review_rules::get(&tx, insurer).await?;
        let is_due = claim.state.status() == Status::Submitted && checks::is_due(&tx, id).await?;
        let Some(rules) = rules.filter(|_| is_due) else {
            return Ok(()); // somebody was faster
        };
        let mut paid = policies::paid_for_change(&tx, claim.cover.policy).await?.ok_or_else(no_claim)?;
        let others = claims::others_about_policy(&tx, seals, &claim).await?;
        let proposal = claim.propose(&claim.treatment, &paid.history(), now).map_err(refusal::sum)?;
        let findings = check(&claim, &others, &rules, &proposal);
        let passes = findings.is_empty();
        checks::keep(&tx, id, &Checked { at: now, findings }).await?;
        if passes {
            let approved = claim.approve_by_rules(proposal, now)?;
            approve_claim::keep(&tx, seals, (&claim, approved), &mut paid, Operator::system()).await?;
        }
        Ok(tx.commit().await?)
    }

    /// What is not there, erased or stopped is not looked for again; when its use is resumed, a person decides it.
    async fn postpone(&self, Due { claim, .. }: Due, fault: &Fault) -> Result<(), Fault> {
        let until = match fault.kind() {
            Kind::NotFound | Kind::Refused => None,
            Kind::Unavailable | Kind::Conflict => Some(self.now() + SOON),
            _ => Some(self.now() + LATER),
        };
        tracing::warn!(%claim, %fault, "a claim is not checked now");
        let tx = self.store.begin(Scope::Platform("check_claims"), "postpone_check").await?;
        checks::postpone(&tx, claim, until).await?;
        Ok(tx.commit().await?)
    }
}
