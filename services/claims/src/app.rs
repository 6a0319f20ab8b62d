//! One verb, one file: the listing of this folder is the list of things that can happen to claims and policies.

mod add_document;
mod approve_claim;
mod by;
mod contract_clinic;
mod count_claims;
mod deny_claim;
mod describe_treatment;
mod estimate_claim;
mod follow_labels;
mod get_claim;
mod get_mail_context;
mod list_claims;
mod list_policies;
mod look_up_policy;
mod read_document;
mod refusal;
mod register_policy;
mod remove_document;
mod start_draft;
mod submit_claim;

use std::sync::Arc;

use calendar::Clock;
use chrono::{DateTime, Utc};
use fault::Fault;
use store::{Store, Tx};

pub use add_document::{Opening, Part};

pub use by::By;

pub use follow_labels::FollowLabels;
pub use get_mail_context::MailContext;
pub use register_policy::NewPolicy;

pub use submit_claim::{ClaimSubmitted, Submit};

use crate::{
    blobs::Blobs,
    domain::{
        access::{Act, may},
        policy::PolicyNumber,
    },
};

/// What every verb works with.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The documents.
    pub blobs: Blobs,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

impl App {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Begins a verb that changes something, for an actor who may.
    async fn begin(&self, by: &By, act: Act, name: &'static str) -> Result<Tx, Fault> {
        allow(by, act)?;
        Ok(self.store.begin(by.scope(), name).await?)
    }

    /// Begins a verb that only reads, for an actor who may.
    async fn read(&self, by: &By, act: Act, name: &'static str) -> Result<Tx, Fault> {
        allow(by, act)?;
        Ok(self.store.read(by.scope(), name).await?)
    }

    /// Reads one policy number on behalf of a clinic.
    async fn lookup(&self, by: &By, number: &PolicyNumber, name: &'static str) -> Result<Tx, Fault> {
        Ok(self.store.read(by.lookup(number), name).await?)
    }
}

fn allow(by: &By, act: Act) -> Result<(), Fault> {
    if may(&by.actor, act) { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
}

/// Not there, or not for the one who asks: the same to outsiders.
fn no_claim() -> Fault {
    Fault::not_found("CLAIM_NOT_FOUND")
}
