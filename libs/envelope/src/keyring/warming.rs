//! Makes keys warm: the only part of sealing that waits for shelf and KMS, so never inside a transaction. Many that miss
//! the same key wait for one load.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

use fault::Fault;
use futures::future::{join_all, try_join_all};
use ids::OrganisationId;
use tokio::sync::OnceCell;

use super::Keyring;
use crate::{Cold, Error, KeyId, Purpose};

/// How often work is done again after its keys were warmed: those that values name, then one for each purpose that it seals for,
/// and the index.
const AGAIN: usize = 4;

/// A load under way.
type Flight = Arc<OnceCell<Result<(), Error>>>;

#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Wanted, Flight>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Wanted {
    Current(OrganisationId, Purpose),
    Key(KeyId),
}

impl Keyring {
    /// Makes sure that an owner's values of a purpose can be sealed for the next minutes. Makes the first key, and the
    /// next one when it is time.
    ///
    /// # Errors
    /// When KMS or shelf do not answer, or the owner's key is disabled or destroyed.
    pub async fn warm(&self, owner: OrganisationId, purpose: Purpose) -> Result<(), Error> {
        let now = self.0.clock.now();
        let enough = |left: u64| purpose == Purpose::Indexes || left > self.0.limits.block / 4;
        let cached = self.0.cache.load();
        // Of an index the older keys too: they were loaded at other times and are over at other times.
        let whole = purpose != Purpose::Indexes || cached.indexes(owner, now).is_some();
        let current = cached.current(owner, purpose, now);
        if whole && current.is_some_and(|warm| enough(warm.uses.load(Ordering::Relaxed))) {
            return Ok(());
        }
        drop(cached);
        self.once(Wanted::Current(owner, purpose), self.load_current(owner, purpose)).await
    }

    /// As [`Keyring::warm`], for many at once: whoever seals or searches for several owners or purposes asks before the
    /// transaction begins.
    ///
    /// # Errors
    /// As [`Keyring::warm`].
    pub async fn warm_all(
        &self,
        wanted: impl IntoIterator<Item = (OrganisationId, Purpose)>,
    ) -> Result<(), Error> {
        try_join_all(wanted.into_iter().map(|(owner, purpose)| self.warm(owner, purpose))).await.map(drop)
    }

    /// Makes sure that values under these keys can be opened for the next minutes.
    ///
    /// # Errors
    /// The first failure, after all the others were warmed: when KMS or shelf do not answer, or a key is gone, disabled
    /// or destroyed.
    pub async fn warm_keys(&self, keys: impl IntoIterator<Item = KeyId>) -> Result<(), Error> {
        self.warm_each(keys).await.into_iter().collect()
    }

    /// Makes sure that whatever an owner has sealed for a purpose can be opened for the next minutes, under older keys
    /// too. Makes no key: nothing is to be sealed. A key that is discarded at this moment had nothing under it any more.
    ///
    /// # Errors
    /// As [`Keyring::warm_keys`].
    pub async fn warm_live(&self, owner: OrganisationId, purpose: Purpose) -> Result<(), Error> {
        let live = self.0.shelf.live(owner, purpose).await?;
        let warmed = self.warm_each(live.into_iter().map(|key| key.id)).await;
        warmed.into_iter().filter(|warmed| !matches!(warmed, Err(Error::Gone(_)))).collect()
    }

    /// Does work that seals and opens. When it meets a cold key it ends, its transaction rolls back, the key is warmed,
    /// and the work is done again; at most three times. Also once when the key is gone: what it had sealed may have been
    /// sealed anew since the work has read it.
    ///
    /// # Errors
    /// What the work answers, or why a key cannot be warmed.
    pub async fn with_keys<T, W, F>(&self, mut work: W) -> Result<T, Fault>
    where
        W: FnMut() -> F,
        F: Future<Output = Result<T, Fault>>,
    {
        let mut gone = false;
        for _ in 0..AGAIN {
            match work().await {
                Err(fault) => match Error::cold(&fault) {
                    Some(cold) => match self.warm_cold(cold).await {
                        Err(Error::Gone(_)) if !gone => gone = true,
                        warmed => warmed?,
                    },
                    None => return Err(fault),
                },
                done => return done,
            }
        }
        work().await
    }

    async fn warm_each(&self, keys: impl IntoIterator<Item = KeyId>) -> Vec<Result<(), Error>> {
        let loads = keys.into_iter().map(|id| async move {
            if self.0.cache.load().key(id, self.0.clock.now()).is_some() {
                return Ok(());
            }
            self.once(Wanted::Key(id), self.load_key(id)).await
        });
        join_all(loads).await
    }

    async fn warm_cold(&self, cold: Cold) -> Result<(), Error> {
        match cold {
            Cold::Current(owner, purpose) => self.warm(owner, purpose).await,
            Cold::Keys(keys) => self.warm_keys(keys).await,
        }
    }

    /// The first that wants it loads; those who come meanwhile get its answer. When the first gives up, the next loads.
    async fn once(&self, wanted: Wanted, load: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
        let flights = || self.0.flights.0.lock().unwrap_or_else(PoisonError::into_inner);
        let flight = Arc::clone(flights().entry(wanted).or_default());
        let answer = flight.get_or_init(|| load).await.clone();
        let mut flights = flights();
        if flights.get(&wanted).is_some_and(|current| Arc::ptr_eq(current, &flight)) {
            flights.remove(&wanted);
        }
        answer
    }
}
