//! Who fetches an archive now. Refuses a second one of an organisation, and more than a few at a time.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use fault::Fault;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Archives at a time.
const MOST: usize = 4;

/// The places that there are.
#[derive(Clone, Default)]
pub struct Desk(Arc<Inner>);

struct Inner {
    taken: Mutex<BTreeSet<String>>,
    turn: Semaphore,
}

/// A place that somebody has, until it is dropped.
pub(super) struct Place {
    desk: Desk,
    organisation: String,
}

impl Default for Inner {
    fn default() -> Self {
        Self { taken: Mutex::default(), turn: Semaphore::new(1) }
    }
}

impl Desk {
    /// A place for an organisation.
    pub(super) fn take(&self, organisation: &str) -> Result<Place, Fault> {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.contains(organisation) {
            return Err(Fault::conflict("ARCHIVE_UNDER_WAY"));
        }
        if taken.len() >= MOST {
            return Err(Fault::unavailable("OVERLOADED").retry_after(Duration::from_secs(60)));
        }
        taken.insert(organisation.to_owned());
        Ok(Place { desk: self.clone(), organisation: organisation.to_owned() })
    }

    /// One's turn to work on a passphrase.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.0.turn.acquire().await.ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.desk.0.taken.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.organisation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_fetches_one_archive_at_a_time_and_again_later() {
        let desk = Desk::default();
        let place = desk.take("a").unwrap();
        assert_eq!(
            desk.take("a").err().map(|fault| fault.reason().to_owned()).as_deref(),
            Some("ARCHIVE_UNDER_WAY")
        );
        drop(place);
        assert!(desk.take("a").is_ok());
    }

    #[test]
    fn only_a_few_fetch_one_at_a_time() {
        let desk = Desk::default();
        let places: Vec<_> = (0..MOST).map(|number| desk.take(&number.to_string()).unwrap()).collect();
        assert_eq!(
            desk.take("x").err().map(|fault| fault.reason().to_owned()).as_deref(),
            Some("OVERLOADED")
        );
        drop(places);
        assert!(desk.take("x").is_ok());
    }
}
