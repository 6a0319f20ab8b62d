//! What can go wrong with sealed data, and which fault it is to a caller. Never says more of a value than where it is.

use std::{error::Error as _, sync::Arc, time::Duration};

use fault::Fault;
use ids::OrganisationId;

use crate::{
    KeyId, Place, Purpose,
    kms::{self, KmsState},
};

/// A key that must be warmed before the work can go on; [`crate::Keyring::with_keys`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cold {
    /// The key that an organisation's values of a purpose are sealed under now.
    Current(OrganisationId, Purpose),
    /// Keys that values name.
    Keys(Vec<KeyId>),
}

/// A failure of sealing or opening.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A key is not at hand, too old, or has used up its uses: warm it, outside of any transaction, and try again.
    #[error("a key is not at hand: {0:?}")]
    Cold(Cold),
    /// A value is not what was sealed there.
    #[error("the sealed value of {place} does not open: {why}")]
    Corrupt {
        /// Where.
        place: Place,
        /// What is wrong, as far as it may be said.
        why: &'static str,
    },
    /// A stream of chunks is not what was sealed for its document.
    #[error("the sealed document does not open")]
    CorruptDocument,
    /// A wrapped key on the shelf is not what was put there.
    #[error("data key {0} is not what was put on the shelf")]
    CorruptKey(KeyId),
    /// The KMS answered for another key than the one asked for.
    #[error("the KMS answered for another key than data key {0}")]
    WrongKey(KeyId),
    /// A value names a key that is not on the shelf, or no longer.
    #[error("there is no data key {0}")]
    Gone(KeyId),
    /// The KMS did not do it.
    #[error("the KMS key of organisation {owner}: {cause}")]
    Kms {
        /// Whose key.
        owner: OrganisationId,
        /// Why.
        cause: kms::Error,
    },
    /// The shelf did not do it.
    #[error("the shelf of data keys: {0}")]
    Shelf(Arc<dyn std::error::Error + Send + Sync>),
    /// A mistake of ours.
    #[error("{0}")]
    Broken(&'static str),
}

impl Error {
    /// A failure of the shelf.
    pub fn shelf(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Shelf(Arc::from(cause.into()))
    }

    /// The failure of sealing or opening that a fault comes from, if it does.
    #[must_use]
    pub fn behind(fault: &Fault) -> Option<&Self> {
        let mut next = fault.source();
        while let Some(cause) = next {
            match cause.downcast_ref() {
                None => next = cause.source(),
                found => return found,
            }
        }
        None
    }

    /// The cold key that a fault comes from, if it does.
    pub(crate) fn cold(fault: &Fault) -> Option<Cold> {
        match Self::behind(fault)? {
            Self::Cold(cold) => Some(cold.clone()),
            _ => None,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        const SOON: Duration = Duration::from_secs(5);
        let fault = match &error {
            Error::Cold(_) | Error::Shelf(_) => Self::unavailable("KEY_UNAVAILABLE").retry_after(SOON),
            Error::Corrupt { .. } | Error::CorruptDocument => Self::internal("SEALED_CORRUPT"),
            Error::CorruptKey(_) => Self::internal("KEY_CORRUPT"),
            Error::WrongKey(_) => Self::internal("KEY_WRONG"),
            Error::Gone(_) => Self::refused("KEY_DESTROYED").message("the key of this value is gone"),
            Error::Kms { owner, cause } => match cause {
                kms::Error::Unavailable(_) => Self::unavailable("KEY_UNAVAILABLE").retry_after(SOON),
                kms::Error::Corrupt(_) => Self::internal("KEY_CORRUPT"),
                kms::Error::WrongKey => Self::internal("KEY_WRONG"),
                kms::Error::Refused(KmsState::Disabled) => Self::refused("KEY_DISABLED")
                    .message(format!("the keys of organisation {owner} are disabled")),
                kms::Error::Refused(KmsState::DestroyScheduled | KmsState::Destroyed) => {
                    Self::refused("ORGANISATION_ERASED")
                        .message(format!("organisation {owner} has been erased"))
                }
                kms::Error::Refused(KmsState::Missing | KmsState::Enabled) => {
                    Self::refused("KEY_DESTROYED").message(format!("organisation {owner} has no such key"))
                }
                kms::Error::Broken(_) => Self::internal("SEALING_BROKEN"),
            },
            Error::Broken(_) => Self::internal("SEALING_BROKEN"),
        };
        fault.source(error)
    }
}
