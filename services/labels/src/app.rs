//! The verbs of labels: one file each. Only this room knows the domain, the store and the facts at once.

mod attach_label;
mod create_label;
mod detach_label;
mod export_organisation;
mod follow_accounts;
mod import_organisation;
mod list_labels;
mod records;

use std::sync::Arc;

use ::store::{Scope, Store};
use calendar::Clock;
use chrono::{DateTime, Utc};
use fault::Fault;
use identity::Actor;

pub use self::{
    attach_label::Carried,
    create_label::{Made, NewLabel},
    follow_accounts::FollowAccounts,
    import_organisation::import_organisation,
};
use crate::domain::access::Deed;

/// Whom we follow, and by which name the cursor is kept.
pub const ACCOUNTS: &str = "accounts";

/// Everything the verbs need.
#[derive(Clone)]
pub struct App {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl App {
    /// The verbs over a database and a clock.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// The time by which a request is judged.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Refuses what the table of access does not allow.
fn allow(actor: &Actor, deed: Deed) -> Result<(), Fault> {
    if deed.is_allowed_to(actor) { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
}

/// The actor's own organisation is the only one there is here.
fn own(actor: &Actor) -> Scope {
    Scope::organisation(actor.organisation, actor.organisation_kind)
}
