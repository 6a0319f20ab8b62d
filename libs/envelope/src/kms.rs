//! The external key service: one key per organisation, which wraps data keys and never leaves it. Fails closed: an answer
//! that is late, damaged or about another key is no answer.

mod config;
mod google;
mod local;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use ids::OrganisationId;
use zeroize::Zeroizing;

pub use config::{Credentials, GoogleConfig, KmsConfig, LocalConfig, Profile};
pub use google::Google;
pub use local::Local;

/// The name of an organisation's key in the KMS.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KmsKeyName(String);

impl KmsKeyName {
    /// A name as the KMS writes it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KmsKeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A wrapped data key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// The version of the KMS key that wrapped it.
    pub version: String,
    /// The wrapped bytes.
    pub bytes: Vec<u8>,
}

/// What a KMS key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KmsState {
    /// Everything.
    Enabled,
    /// Nothing, until somebody enables it.
    Disabled,
    /// Nothing; it will be destroyed.
    DestroyScheduled,
    /// Nothing, ever again.
    Destroyed,
    /// There is none.
    Missing,
}

/// How a KMS key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it may do.
    pub state: KmsState,
    /// The version that wraps now.
    pub primary: Option<String>,
}

/// A destruction under way or done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destruction {
    /// When the last version is gone for good, as the KMS says; nothing when there was no key.
    pub gone_by: Option<DateTime<Utc>>,
}

/// A failure of the KMS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No answer that can be used, after all tries.
    #[error("the KMS gives no usable answer: {0}")]
    Unavailable(String),
    /// The key may not do it.
    #[error("the key is {0:?}")]
    Refused(KmsState),
    /// The KMS does not take the wrapped key or what it is bound to, or its answer was damaged on every try.
    #[error("damaged: {0}")]
    Corrupt(&'static str),
    /// An answer for another key.
    #[error("the answer is about another key")]
    WrongKey,
    /// The configuration does not make sense, or the local file cannot be used.
    #[error("{0}")]
    Broken(String),
}

/// An external key service with a key per organisation.
#[async_trait]
pub trait Kms: Send + Sync {
    /// What an organisation's key is or would be called.
    fn name(&self, owner: OrganisationId) -> KmsKeyName;

    /// Makes an organisation's key unless there is one. A destroyed key is never made again.
    async fn ensure(&self, owner: OrganisationId) -> Result<KmsKeyName, Error>;

    /// Wraps a data key under the primary version, bound to these bytes.
    async fn wrap(&self, key: &KmsKeyName, bound: &[u8], plain: &[u8]) -> Result<Wrapped, Error>;

    /// Unwraps a data key that any version has wrapped.
    async fn unwrap(
        &self,
        key: &KmsKeyName,
        bound: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error>;

    /// Makes a new primary version; the others go on unwrapping. Answers the new one.
    async fn rotate(&self, key: &KmsKeyName) -> Result<String, Error>;

    /// Destroys every version.
    async fn destroy(&self, key: &KmsKeyName) -> Result<Destruction, Error>;

    /// How the key stands.
    async fn state(&self, key: &KmsKeyName) -> Result<Standing, Error>;
}

/// Opens the KMS that a configuration names.
///
/// # Errors
/// When the configuration does not fit the profile, or the KMS cannot be opened.
pub async fn open(config: &KmsConfig, profile: Profile) -> Result<Arc<dyn Kms>, Error> {
    Ok(match config {
        KmsConfig::Google(google) => Arc::new(Google::connect(google, profile).await?),
        KmsConfig::Local(local) => Arc::new(Local::open(&local.file, profile).await?),
    })
}

/// What an organisation's key is called within its ring or file.
fn short_name(owner: OrganisationId) -> String {
    format!("organisation-{owner}")
}
