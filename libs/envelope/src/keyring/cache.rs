//! Unwrapped keys, for a limited time. Read without a lock and replaced as a whole; what is dropped is wiped. Refuses a
//! key whose time is over, and one from the future: a clock that was set back must not prolong anything.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use ids::OrganisationId;

use crate::{KeyId, Purpose, data_key::DataKey};

/// How far clocks are corrected without anybody noticing.
const STEP: TimeDelta = TimeDelta::seconds(5);

/// An unwrapped key.
pub(crate) struct Warm {
    pub(super) id: KeyId,
    pub(super) owner: OrganisationId,
    pub(super) purpose: Purpose,
    /// When the key was made, anywhere.
    pub(super) made: DateTime<Utc>,
    pub(crate) key: DataKey,
    pub(super) since: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
    /// Uses that are set aside for this process.
    pub(super) uses: Arc<AtomicU64>,
}

impl Warm {
    pub(crate) const fn id(&self) -> KeyId {
        self.id
    }

    pub(super) fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now >= self.since - STEP && now < self.until
    }

    /// Takes one of the uses, if there is one left.
    pub(super) fn take_use(&self) -> bool {
        let less = |left: u64| left.checked_sub(1);
        self.uses.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

/// The key that seals now, and for blind indexes the older ones that searches must try as well.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) sealing: Arc<Warm>,
    pub(super) older: Vec<Arc<Warm>>,
}

/// All keys that are warm.
#[derive(Clone, Default)]
pub(super) struct Cache {
    keys: HashMap<KeyId, Arc<Warm>>,
    current: HashMap<(OrganisationId, Purpose), Current>,
}

impl Cache {
    pub(super) fn key(&self, id: KeyId, now: DateTime<Utc>) -> Option<&Arc<Warm>> {
        self.keys.get(&id).filter(|warm| warm.is_fresh(now))
    }

    pub(super) fn current(
        &self,
        owner: OrganisationId,
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Option<&Arc<Warm>> {
        let current = self.current.get(&(owner, purpose))?;
        Some(&current.sealing).filter(|warm| warm.is_fresh(now))
    }

    /// The keys of an owner's blind index, the current one first.
    pub(super) fn indexes(&self, owner: OrganisationId, now: DateTime<Utc>) -> Option<Vec<Arc<Warm>>> {
        let current = self.current.get(&(owner, Purpose::Indexes))?;
        let all = std::iter::once(&current.sealing).chain(&current.older);
        all.map(|warm| warm.is_fresh(now).then(|| Arc::clone(warm))).collect()
    }

    pub(super) fn with_key(&self, warm: &Arc<Warm>) -> Self {
        let mut next = self.clone();
        next.keys.insert(warm.id, Arc::clone(warm));
        next
    }

    pub(super) fn with_current(&self, current: &Current) -> Self {
        let mut next = self.clone();
        next.current.insert((current.sealing.owner, current.sealing.purpose), current.clone());
        next
    }

    /// What is left when these keys are forgotten.
    pub(super) fn without(&self, gone: impl Fn(&Warm) -> bool) -> Self {
        let mut next = self.clone();
        next.keys.retain(|_, warm| !gone(warm));
        next.current
            .retain(|_, current| !gone(&current.sealing) && !current.older.iter().any(|warm| gone(warm)));
        next
    }

    pub(super) fn any(&self, gone: impl Fn(&Warm) -> bool) -> bool {
        self.keys.values().any(|warm| gone(warm))
            || self.current.values().any(|current| gone(&current.sealing))
    }
}
