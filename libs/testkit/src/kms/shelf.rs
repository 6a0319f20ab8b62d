//! A shelf of data keys in memory, with the rules of the real one, and a count of who asked for what.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use envelope::{Error, KeyId, KeyState, Purpose, Shelf, WrappedKey};
use ids::OrganisationId;

/// A shelf in memory. Clones are the same shelf.
#[derive(Debug, Clone, Default)]
pub struct MemoryShelf(Arc<Mutex<BTreeMap<KeyId, WrappedKey>>>);

impl MemoryShelf {
    /// Every key on it.
    #[must_use]
    pub fn keys(&self) -> Vec<WrappedKey> {
        self.locked().values().cloned().collect()
    }

    /// Changes a key behind everybody's back, as somebody with access to the table could.
    ///
    /// # Panics
    /// When there is no such key.
    pub fn tamper(&self, id: KeyId, change: impl FnOnce(&mut WrappedKey)) {
        change(self.locked().get_mut(&id).expect("a key on the shelf"));
    }

    /// Puts a key down as it is.
    pub fn insert(&self, key: WrappedKey) {
        self.locked().insert(key.id, key);
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<KeyId, WrappedKey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current_of(
        keys: &BTreeMap<KeyId, WrappedKey>,
        owner: OrganisationId,
        purpose: Purpose,
    ) -> Option<WrappedKey> {
        let mut found = keys
            .values()
            .filter(|key| key.owner == owner && key.purpose == purpose && key.state == KeyState::Current);
        found.next().cloned()
    }
}

#[async_trait]
impl Shelf for MemoryShelf {
    async fn current(&self, owner: OrganisationId, purpose: Purpose) -> Result<Option<WrappedKey>, Error> {
        Ok(Self::current_of(&self.locked(), owner, purpose))
    }

    async fn get(&self, id: KeyId) -> Result<Option<WrappedKey>, Error> {
        Ok(self.locked().get(&id).cloned())
    }

    async fn live(&self, owner: OrganisationId, purpose: Purpose) -> Result<Vec<WrappedKey>, Error> {
        let keys = self.locked();
        let live = keys
            .values()
            .rev()
            .filter(|key| key.owner == owner && key.purpose == purpose && key.state != KeyState::Discarded);
        Ok(live.cloned().collect())
    }

    async fn put(&self, key: &WrappedKey, replaces: Option<KeyId>) -> Result<WrappedKey, Error> {
        let mut keys = self.locked();
        if let Some(old) =
            replaces.and_then(|id| keys.get_mut(&id)).filter(|old| old.state == KeyState::Current)
        {
            old.state = KeyState::Retired;
        }
        if let Some(theirs) = Self::current_of(&keys, key.owner, key.purpose) {
            return Ok(theirs);
        }
        keys.insert(key.id, key.clone());
        Ok(key.clone())
    }

    async fn reserve(&self, id: KeyId, uses: u64, limit: u64) -> Result<bool, Error> {
        let mut keys = self.locked();
        let key = keys.get_mut(&id).filter(|key| key.state == KeyState::Current);
        let Some(key) = key.filter(|key| key.reserved_uses + uses <= limit) else { return Ok(false) };
        key.reserved_uses += uses;
        Ok(true)
    }

    async fn list(&self, after: Option<KeyId>, limit: u64) -> Result<Vec<WrappedKey>, Error> {
        let keys = self.locked();
        let rest = keys.values().filter(|key| after.is_none_or(|after| key.id > after));
        Ok(rest.take(usize::try_from(limit).unwrap_or(usize::MAX)).cloned().collect())
    }

    async fn rewrap(&self, id: KeyId, version: &str, wrapped: &[u8]) -> Result<(), Error> {
        if let Some(key) = self.locked().get_mut(&id).filter(|key| key.state != KeyState::Discarded) {
            key.kms_version = version.to_owned();
            key.wrapped = wrapped.to_vec();
        }
        Ok(())
    }

    async fn discard(&self, id: KeyId) -> Result<bool, Error> {
        let mut keys = self.locked();
        let Some(key) = keys.get_mut(&id).filter(|key| key.state == KeyState::Retired) else {
            return Ok(false);
        };
        key.state = KeyState::Discarded;
        key.wrapped.clear();
        Ok(true)
    }
}
