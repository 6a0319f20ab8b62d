//! Makes data keys and brings them back from the KMS. A key seals only after the KMS has given it back once and its
//! commitment was recognised; a race between processes has one winner.

use std::{
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use ids::OrganisationId;

use super::{
    Keyring,
    cache::{Current, Warm},
};
use crate::{
    Error, KeyId, KeyState, Purpose, WrappedKey,
    data_key::{DataKey, Secret, context},
    kms,
    primitive::{Failed, random, same},
};

/// Keys that may turn out used up, one after another, before something must be wrong.
const ROUNDS: usize = 4;

impl Keyring {
    /// Loads the current key, makes one when there is none or its time is over, and sets uses aside.
    pub(super) async fn load_current(&self, owner: OrganisationId, purpose: Purpose) -> Result<(), Error> {
        for _ in 0..ROUNDS {
            let row = match self.0.shelf.current(owner, purpose).await? {
                Some(row) if !self.is_due(&row) => row,
                other => self.make(owner, purpose, other.map(|row| row.id)).await?,
            };
            let sealing = self.load(&row).await?;
            if !self.set_aside(&sealing).await? {
                continue; // somebody else has set the last uses aside
            }
            let older = if purpose == Purpose::Indexes { self.older(&row).await? } else { vec![] };
            let current = Current { sealing, older };
            self.0.cache.rcu(|cache| cache.with_current(&current));
            return Ok(());
        }
        Err(Error::Broken("every data key is used up: limits.block must be far below limits.uses"))
    }

    pub(super) async fn load_key(&self, id: KeyId) -> Result<(), Error> {
        let row = self.0.shelf.get(id).await?.ok_or(Error::Gone(id))?;
        self.load(&row).await.map(drop)
    }

    /// Makes a key the current one in place of another; answers somebody else's when they were faster.
    pub(super) async fn make(
        &self,
        owner: OrganisationId,
        purpose: Purpose,
        replaces: Option<KeyId>,
    ) -> Result<WrappedKey, Error> {
        let (id, ring) = (KeyId::generate(), &self.0);
        let secret = Secret::generate().map_err(refused)?;
        let bound = context(&ring.realm, owner, purpose, id);
        let commitment = DataKey::derive(&secret, &bound).map_err(refused)?.commitment;
        let failed = |cause| Error::Kms { owner, cause };
        let kms_key = ring.kms.ensure(owner).await.map_err(failed)?;
        let wrapped = ring.kms.wrap(&kms_key, &bound, secret.expose()).await.map_err(failed)?;
        let made = WrappedKey {
            id,
            owner,
            purpose,
            kms_key,
            kms_version: wrapped.version,
            wrapped: wrapped.bytes,
            commitment,
            created_at: ring.clock.now(),
            state: KeyState::Current,
            reserved_uses: 0,
        };
        // What the KMS cannot give back must never have sealed anything.
        let warm = self.unwrap(&made).await?;
        let current = ring.shelf.put(&made, replaces).await?;
        if current.id == id {
            self.keep(&made, warm);
            tracing::info!(%owner, %purpose, key = %id, "a new data key");
        }
        Ok(current)
    }

    /// The key of a row, from the cache or the KMS.
    async fn load(&self, row: &WrappedKey) -> Result<Arc<Warm>, Error> {
        let cached = self.0.cache.load().key(row.id, self.0.clock.now()).cloned();
        match cached {
            Some(warm) => Ok(warm),
            None => self.unwrap(row).await.map(|key| self.keep(row, key)),
        }
    }

    async fn unwrap(&self, row: &WrappedKey) -> Result<DataKey, Error> {
        let bound = context(&self.0.realm, row.owner, row.purpose, row.id);
        let secret = self.unwrap_secret(row, &bound).await?;
        let key = DataKey::derive(&secret, &bound).map_err(refused)?;
        if same(&key.commitment, &row.commitment) { Ok(key) } else { Err(Error::WrongKey(row.id)) }
    }

    pub(super) async fn unwrap_secret(&self, row: &WrappedKey, bound: &[u8]) -> Result<Secret, Error> {
        if row.state == KeyState::Discarded {
            return Err(Error::Gone(row.id));
        }
        // A row that names another's KMS key was tampered with.
        if row.kms_key != self.0.kms.name(row.owner) {
            return Err(Error::CorruptKey(row.id));
        }
        let failed = |cause| match cause {
            kms::Error::WrongKey => Error::WrongKey(row.id),
            cause => Error::Kms { owner: row.owner, cause },
        };
        let plain = self.0.kms.unwrap(&row.kms_key, bound, &row.wrapped).await.map_err(failed)?;
        Secret::parse(&plain).map_err(|_| Error::WrongKey(row.id))
    }

    fn keep(&self, row: &WrappedKey, key: DataKey) -> Arc<Warm> {
        let since = self.0.clock.now();
        let warm = Warm {
            id: row.id,
            owner: row.owner,
            purpose: row.purpose,
            made: row.created_at,
            key,
            since,
            until: since + less_by_chance(self.0.limits.cached),
            uses: self.uses(row.id),
        };
        let warm = Arc::new(warm);
        self.0.cache.rcu(|cache| cache.with_key(&warm));
        warm
    }

    async fn older(&self, current: &WrappedKey) -> Result<Vec<Arc<Warm>>, Error> {
        let mut older = vec![];
        for row in self.0.shelf.live(current.owner, current.purpose).await? {
            if row.id != current.id {
                older.push(self.load(&row).await?);
            }
        }
        Ok(older)
    }

    /// Sets uses aside when few are left; not, when the key has none left.
    async fn set_aside(&self, warm: &Warm) -> Result<bool, Error> {
        let super::Limits { block, uses, .. } = self.0.limits;
        if !warm.purpose.rotates() || warm.uses.load(Ordering::Relaxed) > block / 4 {
            return Ok(true);
        }
        let reserved = self.0.shelf.reserve(warm.id, block, uses).await?;
        if reserved {
            warm.uses.fetch_add(block, Ordering::Relaxed);
        }
        Ok(reserved)
    }

    fn uses(&self, id: KeyId) -> Arc<AtomicU64> {
        let mut uses = self.0.uses.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(uses.entry(id).or_default())
    }

    fn is_due(&self, row: &WrappedKey) -> bool {
        let limits = &self.0.limits;
        let age = (self.0.clock.now() - row.created_at).to_std().unwrap_or_default();
        let set_aside = row.reserved_uses.saturating_add(limits.block);
        let here = self.uses(row.id).load(Ordering::Relaxed);
        row.purpose.rotates() && (age >= limits.age || set_aside > limits.uses && here <= limits.block / 4)
    }
}

fn refused(_: Failed) -> Error {
    Error::Broken("the cryptographic library refused")
}

/// A tenth less by chance, so that keys loaded together are not asked for together again.
fn less_by_chance(duration: Duration) -> TimeDelta {
    let [chance] = random::<1>().unwrap_or_default();
    let shorter = duration.mul_f64(1.0 - f64::from(chance) / 2_560.0);
    TimeDelta::from_std(shorter).unwrap_or_default()
}
