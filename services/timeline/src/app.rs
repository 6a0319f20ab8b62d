//! The verbs of the timeline: it takes facts in and lets them be read. There is no verb that changes an entry. Beside it,
//! what support codes stand for.

mod export_organisation;
mod find_problem;
mod import_organisation;
mod inspect_entries;
mod list_entries;
mod record_fact;
mod record_problems;
mod records;

use std::sync::Arc;

use ::store::Store;
use calendar::Clock;
use fault::Fault;
use identity::Actor;

pub use self::{import_organisation::import_organisation, record_fact::RecordFact};
use crate::domain::access::Deed;

/// Why a transaction runs on behalf of the platform and not of one organisation: these purposes and no others.
pub const PLATFORM_PURPOSES: [&str; 4] =
    ["find_problem", "import_organisation", "inspect_entries", "record_problems"];

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
}

/// Refuses what the table of access does not allow.
fn allow(actor: &Actor, deed: Deed) -> Result<(), Fault> {
    if deed.is_allowed_to(actor) { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
}
