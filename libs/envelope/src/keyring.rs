//! Seals and opens under warm keys, without waiting for anybody; what waits is in `warming`. Refuses to seal when it is
//! unsure of its key, and to open what another organisation owns.

mod cache;
mod life;
mod making;
mod warming;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, atomic::AtomicU64},
    time::Duration,
};

use arc_swap::ArcSwap;
use calendar::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use ids::{AccountId, ApiClientId, OrganisationId, Personal};
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) use self::cache::Warm;
pub use self::life::{KeyStatus, Progress};
use self::{cache::Cache, warming::Flights};
use crate::{
    Cold, DocumentKey, Error, Index, KeyId, Kms, Place, Purpose, Realm, Sealed, Shelf, value::VERSION,
};

/// The platform itself as an owner of keys: signing keys and credentials that are no organisation's.
#[must_use]
pub fn platform() -> OrganisationId {
    OrganisationId::from(Uuid::nil())
}

/// How long and how often a key is used; the defaults are meant to stay.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Age at which another data key takes over.
    pub age: Duration,
    /// Seals after which another takes over; far below 2^32, where random nonces begin to meet.
    pub uses: u64,
    /// Seals that a process sets aside at a time. What it has not used when it ends is lost, never used twice.
    pub block: u64,
    /// Longest time that an unwrapped key is kept without asking the KMS again; a tenth less by chance.
    pub cached: Duration,
    /// What may come on top before the last process has noticed that a key was replaced: a KMS that is slow, a transaction
    /// that is long, clocks that differ.
    pub slack: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            age: Duration::from_secs(30 * 24 * 60 * 60),
            uses: 1 << 28,
            block: 1 << 16,
            cached: Duration::from_secs(5 * 60),
            slack: Duration::from_secs(5 * 60),
        }
    }
}

impl Limits {
    /// When every process knows of a key that was made then.
    fn known_from(&self, made: DateTime<Utc>) -> DateTime<Utc> {
        self.later_by_slack(made + TimeDelta::from_std(self.cached).unwrap_or_default())
    }

    fn later_by_slack(&self, time: DateTime<Utc>) -> DateTime<Utc> {
        time + TimeDelta::from_std(self.slack).unwrap_or_default()
    }
}

/// Who opens a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A person.
    Account(AccountId),
    /// A program.
    ApiClient(ApiClientId),
    /// The platform, by the name of the work.
    Platform(&'static str),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account {id}"),
            Self::ApiClient(id) => write!(f, "API client {id}"),
            Self::Platform(work) => write!(f, "platform: {work}"),
        }
    }
}

/// Who opens a sealed value, and why; nothing is opened without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Who.
    pub who: Who,
    /// The use case, such as `show_claim`.
    pub why: &'static str,
}

/// A service's keys. Clones share them.
#[derive(Clone)]
pub struct Keyring(Arc<Ring>);

struct Ring {
    realm: Realm,
    kms: Arc<dyn Kms>,
    shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    cache: ArcSwap<Cache>,
    /// Uses set aside, by key; they outlive the cached key, or each reload would waste a block.
    uses: Mutex<HashMap<KeyId, Arc<AtomicU64>>>,
    flights: Flights,
}

impl Keyring {
    /// An empty keyring. Nothing is asked of KMS or shelf before a key is warmed.
    #[must_use]
    pub fn new(
        realm: Realm,
        kms: Arc<dyn Kms>,
        shelf: Arc<dyn Shelf>,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Self {
        let (cache, uses, flights) = (ArcSwap::default(), Mutex::default(), Flights::default());
        Self(Arc::new(Ring { realm, kms, shelf, clock, limits, cache, uses, flights }))
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// [`Error::Cold`] when the owner's current key must be warmed first.
    pub fn seal(
        &self,
        owner: OrganisationId,
        purpose: Purpose,
        place: &Place,
        plain: &[u8],
    ) -> Result<Sealed, Error> {
        if purpose == Purpose::Indexes {
            return Err(Error::Broken("the key of blind indexes seals nothing"));
        }
        let cold = || Error::Cold(Cold::Current(owner, purpose));
        let cache = self.0.cache.load();
        let warm = cache.current(owner, purpose, self.0.clock.now()).ok_or_else(cold)?;
        if !warm.take_use() {
            return Err(cold());
        }
        let bound = place.bound(VERSION, owner, warm.id);
        Sealed::seal(&warm.key, warm.id, bound.as_slice(), plain)
            .map_err(|_| Error::Broken("the cryptographic library refused to seal"))
    }

    /// Opens a value of this owner from its place.
    ///
    /// # Errors
    /// [`Error::Cold`] when its key must be warmed first; [`Error::Corrupt`] when it is not what was sealed there, or
    /// another's.
    pub fn open(
        &self,
        owner: OrganisationId,
        place: &Place,
        sealed: &Sealed,
        opening: &Opening,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let corrupt = |why| Error::Corrupt { place: *place, why };
        let parts = sealed.parts().ok_or_else(|| corrupt("it has not the form of a sealed value"))?;
        let cache = self.0.cache.load();
        let warm = cache.key(parts.key, self.0.clock.now());
        let warm = warm.ok_or_else(|| Error::Cold(Cold::Keys(vec![parts.key])))?;
        if warm.owner != owner {
            return Err(corrupt("its key is another organisation's"));
        }
        let bound = place.bound(VERSION, owner, parts.key);
        let plain = Sealed::open(&parts, &warm.key, bound.as_slice())
            .map_err(|_| corrupt("it was changed, moved or cut"))?;
        let Opening { who, why } = opening;
        tracing::debug!(%who, why, %owner, %place, key = %parts.key, "opened");
        Ok(plain)
    }

    /// Seals a personal text as a record.
    ///
    /// # Errors
    /// As [`Keyring::seal`].
    pub fn seal_text(
        &self,
        owner: OrganisationId,
        place: &Place,
        text: &Personal<String>,
    ) -> Result<Sealed, Error> {
        self.seal(owner, Purpose::Records, place, text.expose().as_bytes())
    }

    /// Opens a personal text.
    ///
    /// # Errors
    /// As [`Keyring::open`]; [`Error::Corrupt`] when it is no text.
    pub fn open_text(
        &self,
        owner: OrganisationId,
        place: &Place,
        sealed: &Sealed,
        opening: &Opening,
    ) -> Result<Personal<String>, Error> {
        let plain = self.open(owner, place, sealed, opening)?;
        let text = std::str::from_utf8(&plain);
        let text = text.map_err(|_| Error::Corrupt { place: *place, why: "it is no text" })?;
        Ok(Personal::new(text.to_owned()))
    }

    /// Seals a document's own key; its chunks are sealed under that.
    ///
    /// # Errors
    /// As [`Keyring::seal`].
    pub fn seal_document_key(
        &self,
        owner: OrganisationId,
        place: &Place,
        key: &DocumentKey,
    ) -> Result<Sealed, Error> {
        self.seal(owner, Purpose::Documents, place, key.expose())
    }

    /// Opens a document's own key; to give the document to another owner, it is sealed again under theirs.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn open_document_key(
        &self,
        owner: OrganisationId,
        place: &Place,
        sealed: &Sealed,
        opening: &Opening,
    ) -> Result<DocumentKey, Error> {
        let plain = self.open(owner, place, sealed, opening)?;
        DocumentKey::parse(&plain)
            .map_err(|_| Error::Corrupt { place: *place, why: "it is no key of a document" })
    }

    /// The owner's blind index.
    ///
    /// # Errors
    /// [`Error::Cold`] when its key must be warmed first.
    pub fn index(&self, owner: OrganisationId) -> Result<Index, Error> {
        let now = self.0.clock.now();
        let known = |warm: &Warm| self.0.limits.known_from(warm.made) <= now;
        let keys = self.0.cache.load().indexes(owner, now);
        let keys = keys.ok_or(Error::Cold(Cold::Current(owner, Purpose::Indexes)))?;
        Ok(Index::new(keys, known))
    }

    /// The key that an owner's values of a purpose are sealed under now.
    ///
    /// # Errors
    /// [`Error::Cold`] when it must be warmed first.
    pub fn current(&self, owner: OrganisationId, purpose: Purpose) -> Result<KeyId, Error> {
        let cache = self.0.cache.load();
        let warm = cache.current(owner, purpose, self.0.clock.now());
        warm.map(|warm| warm.id).ok_or(Error::Cold(Cold::Current(owner, purpose)))
    }

    /// Whether all these values can be opened now. A list asks before it opens the first, so that all cold keys are
    /// warmed at once.
    ///
    /// # Errors
    /// [`Error::Cold`] with every key that is not warm.
    pub fn ready<'a>(&self, values: impl IntoIterator<Item = &'a Sealed>) -> Result<(), Error> {
        let (cache, now) = (self.0.cache.load(), self.0.clock.now());
        let cold = values.into_iter().filter_map(Sealed::key).filter(|key| cache.key(*key, now).is_none());
        let mut cold: Vec<KeyId> = cold.collect();
        cold.sort_unstable();
        cold.dedup();
        if cold.is_empty() { Ok(()) } else { Err(Error::Cold(Cold::Keys(cold))) }
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Realm { environment, service } = &self.0.realm;
        write!(f, "‹keyring of {service} in {environment}›")
    }
}
