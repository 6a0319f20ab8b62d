//! The life of keys beyond their use: status, rotation on request, wrapping anew, erasure, and wiping what has aged.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ids::OrganisationId;
use tokio_util::sync::CancellationToken;

use super::Keyring;
use crate::{
    Error, KeyId, KeyState, KmsKeyName, Purpose, WrappedKey,
    data_key::context,
    kms::{self, Destruction, KmsState, Standing},
};

/// Keys of a page, where all are wanted.
const PAGE: u64 = 100;

/// A data key, as operations sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatus {
    /// Its id.
    pub id: KeyId,
    /// Whose.
    pub owner: OrganisationId,
    /// What for.
    pub purpose: Purpose,
    /// Whether it seals, only opens, or is gone.
    pub state: KeyState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Seals set aside so far; never fewer than those made.
    pub uses: u64,
    /// The KMS key that wraps it.
    pub kms_key: KmsKeyName,
    /// That key's version.
    pub kms_version: String,
}

impl KeyStatus {
    /// The KMS key's version by its number alone: Google names it by its whole path.
    #[must_use]
    pub fn version(&self) -> &str {
        self.kms_version.rsplit('/').next().unwrap_or_default()
    }
}

/// How far a job over all keys has come; it goes on after `next`, also in another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Keys looked at.
    pub seen: usize,
    /// Keys that were changed.
    pub changed: usize,
    /// After which key to go on; nothing when all are done.
    pub next: Option<KeyId>,
}

impl Keyring {
    /// The keys of every organisation, page by page.
    ///
    /// # Errors
    /// When the shelf does not answer.
    pub async fn status(&self, after: Option<KeyId>, limit: u64) -> Result<Vec<KeyStatus>, Error> {
        Ok(self.0.shelf.list(after, limit).await?.into_iter().map(status).collect())
    }

    /// All of them, oldest first.
    ///
    /// # Errors
    /// When the shelf does not answer.
    pub async fn statuses(&self) -> Result<Vec<KeyStatus>, Error> {
        let mut all = vec![];
        loop {
            let page = self.status(all.last().map(|key: &KeyStatus| key.id), PAGE).await?;
            let is_last = (page.len() as u64) < PAGE;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    /// How an organisation's KMS key stands.
    ///
    /// # Errors
    /// When the KMS does not answer.
    pub async fn standing(&self, owner: OrganisationId) -> Result<Standing, Error> {
        self.0.kms.state(&self.0.kms.name(owner)).await.map_err(failed(owner))
    }

    /// Lets another data key take over now. What the old one has sealed still opens. Of blind indexes, tokens are searched
    /// under both keys from then on, and made under the new one as soon as every process knows it: a process that did not
    /// would not find them. Then the tokens are made anew, and the old key is discarded.
    ///
    /// # Errors
    /// When KMS or shelf do not answer.
    pub async fn rotate(&self, owner: OrganisationId, purpose: Purpose) -> Result<(), Error> {
        let current = self.0.shelf.current(owner, purpose).await?;
        self.make(owner, purpose, current.map(|row| row.id)).await?;
        self.load_current(owner, purpose).await
    }

    /// From when on a key stands alone: nothing is sealed, and no token is made, under a key that it has replaced, by any
    /// process that had that one in memory. An index key comes into use later than others, and so stands alone later.
    #[must_use]
    pub fn alone_from(&self, key: &KeyStatus) -> DateTime<Utc> {
        let known = self.0.limits.known_from(key.created_at);
        if key.purpose.rotates() { known } else { self.0.limits.later_by_slack(known) }
    }

    /// Makes a new version of an organisation's KMS key; data keys move to it by [`Keyring::rewrap`].
    ///
    /// # Errors
    /// When the KMS does not answer.
    pub async fn rotate_kms(&self, owner: OrganisationId) -> Result<String, Error> {
        self.0.kms.rotate(&self.0.kms.name(owner)).await.map_err(failed(owner))
    }

    /// Wraps data keys anew that an older version of their KMS key wraps. Data keys themselves do not change, so nothing
    /// waits and nothing is sealed again. Keys of organisations that were erased are left as they are.
    ///
    /// # Errors
    /// When KMS or shelf do not answer; go on later after the last key that was done.
    pub async fn rewrap(&self, after: Option<KeyId>, limit: u64) -> Result<Progress, Error> {
        let rows = self.0.shelf.list(after, limit).await?;
        let full = u64::try_from(rows.len()).is_ok_and(|seen| seen == limit);
        let next = rows.last().filter(|_| full).map(|row| row.id);
        let (seen, mut changed) = (rows.len(), 0);
        for row in rows.iter().filter(|row| row.state != KeyState::Discarded) {
            changed += usize::from(self.rewrap_one(row).await?);
        }
        Ok(Progress { seen, changed, next })
    }

    async fn rewrap_one(&self, row: &WrappedKey) -> Result<bool, Error> {
        let standing = self.standing(row.owner).await?;
        if standing.state != KmsState::Enabled || standing.primary.as_ref() == Some(&row.kms_version) {
            return Ok(false);
        }
        let bound = context(&self.0.realm, row.owner, row.purpose, row.id);
        let secret = self.unwrap_secret(row, &bound).await?;
        let wrapped = self.0.kms.wrap(&row.kms_key, &bound, secret.expose()).await;
        let wrapped = wrapped.map_err(failed(row.owner))?;
        // As with a new key: what the KMS cannot give back must not replace what it can.
        let again = WrappedKey { wrapped: wrapped.bytes, kms_version: wrapped.version, ..row.clone() };
        if self.unwrap_secret(&again, &bound).await?.expose() != secret.expose() {
            return Err(Error::WrongKey(row.id));
        }
        self.0.shelf.rewrap(row.id, &again.kms_version, &again.wrapped).await?;
        Ok(true)
    }

    /// Wipes a retired key that nothing is sealed under any more; whether it did. The caller has looked.
    ///
    /// # Errors
    /// When the shelf does not answer.
    pub async fn discard(&self, id: KeyId) -> Result<bool, Error> {
        let done = self.0.shelf.discard(id).await?;
        if done {
            self.forget_where(|warm| warm.id == id);
        }
        Ok(done)
    }

    /// Destroys an organisation's KMS key: what is sealed under its data keys will never be read again, backups
    /// included. Other processes forget the keys when their time is over.
    ///
    /// # Errors
    /// When the KMS does not answer; some versions may be destroyed then.
    pub async fn erase(&self, owner: OrganisationId) -> Result<Destruction, Error> {
        self.forget(owner);
        let done = self.0.kms.destroy(&self.0.kms.name(owner)).await.map_err(failed(owner));
        self.forget(owner);
        done
    }

    /// What an organisation's KMS key is called, or would be.
    #[must_use]
    pub fn kms_key(&self, owner: OrganisationId) -> KmsKeyName {
        self.0.kms.name(owner)
    }

    /// Forgets an organisation's unwrapped keys.
    pub fn forget(&self, owner: OrganisationId) {
        self.forget_where(|warm| warm.owner == owner);
    }

    /// Wipes keys whose time is over, again and again, until shutdown. Run it beside the service: without it a key that
    /// nobody uses stays in memory.
    pub async fn wipe(&self, shutdown: CancellationToken) {
        let mut looks = tokio::time::interval((self.0.limits.cached / 4).max(Duration::from_secs(1)));
        while shutdown.run_until_cancelled(looks.tick()).await.is_some() {
            let now = self.0.clock.now();
            self.forget_where(|warm| !warm.is_fresh(now));
        }
        self.forget_where(|_| true);
    }

    fn forget_where(&self, gone: impl Fn(&super::Warm) -> bool) {
        if self.0.cache.load().any(&gone) {
            self.0.cache.rcu(|cache| cache.without(&gone));
        }
    }
}

fn failed(owner: OrganisationId) -> impl Fn(kms::Error) -> Error {
    move |cause| Error::Kms { owner, cause }
}

fn status(row: WrappedKey) -> KeyStatus {
    KeyStatus {
        id: row.id,
        owner: row.owner,
        purpose: row.purpose,
        state: row.state,
        created_at: row.created_at,
        uses: row.reserved_uses,
        kms_key: row.kms_key,
        kms_version: row.kms_version,
    }
}
