//! Where wrapped data keys are kept: a table of the service (`store::DataKeys`). Refuses to know any key's bytes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ids::OrganisationId;

use crate::{Commitment, Error, KeyId, KmsKeyName, Purpose};

/// A data key as it is kept: wrapped by the KMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Its id.
    pub id: KeyId,
    /// Whose values it seals.
    pub owner: OrganisationId,
    /// What for.
    pub purpose: Purpose,
    /// The KMS key that wraps it.
    pub kms_key: KmsKeyName,
    /// That key's version.
    pub kms_version: String,
    /// The wrapped bytes; empty once discarded.
    pub wrapped: Vec<u8>,
    /// By which the key is recognised when the KMS gives it back.
    pub commitment: Commitment,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether it seals, only opens, or is gone.
    pub state: KeyState,
    /// Seals that processes have set aside; never fewer than those made.
    pub reserved_uses: u64,
}

/// A data key's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyState {
    /// Seals and opens; one per owner and purpose.
    Current,
    /// Opens what it has sealed.
    Retired,
    /// Its bytes are gone; kept so that what names it gets a clear answer.
    Discarded,
}

impl KeyState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Current, Self::Retired, Self::Discarded];

    /// Its name at rest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Retired => "retired",
            Self::Discarded => "discarded",
        }
    }
}

/// Where wrapped data keys are kept. Each call is a transaction of its own, so none may be made inside another.
#[async_trait]
pub trait Shelf: Send + Sync {
    /// The key that seals now.
    async fn current(&self, owner: OrganisationId, purpose: Purpose) -> Result<Option<WrappedKey>, Error>;

    /// A key by its id.
    async fn get(&self, id: KeyId) -> Result<Option<WrappedKey>, Error>;

    /// All keys of an owner and purpose that are not discarded, the newest first.
    async fn live(&self, owner: OrganisationId, purpose: Purpose) -> Result<Vec<WrappedKey>, Error>;

    /// Makes a key the current one, in place of `replaces`, and answers the current one: when somebody else was first,
    /// theirs, and the given key was not kept.
    async fn put(&self, key: &WrappedKey, replaces: Option<KeyId>) -> Result<WrappedKey, Error>;

    /// Sets uses of a current key aside, unless there would be more than `limit`; whether it did.
    async fn reserve(&self, id: KeyId, uses: u64, limit: u64) -> Result<bool, Error>;

    /// Keys by id, of every organisation, for status and re-wrapping.
    async fn list(&self, after: Option<KeyId>, limit: u64) -> Result<Vec<WrappedKey>, Error>;

    /// Replaces a key's wrapping by another of the same key, unless it was discarded.
    async fn rewrap(&self, id: KeyId, version: &str, wrapped: &[u8]) -> Result<(), Error>;

    /// Wipes the bytes of a retired key; whether it did.
    async fn discard(&self, id: KeyId) -> Result<bool, Error>;
}
