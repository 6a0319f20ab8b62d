//! Keys that rows need, warmed outside of transactions, and why some cannot be had: those rows are left, and the others go
//! on. Refuses to go on without the KMS.

use std::collections::{BTreeMap, BTreeSet};

use envelope::{
    Error, KeyId, Keyring, Purpose,
    kms::{self, KmsState},
};
use fault::Fault;
use futures::future::join_all;
use ids::OrganisationId;
use uuid::Uuid;

use super::{row::Row, table::SealedTable};

/// How often rows are looked at again after keys were warmed: current keys first, then those that values name.
const AGAIN: usize = 4;

/// A key that must be warm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    Current(OrganisationId, Purpose),
    Key(KeyId),
}

/// Why a row is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Corrupt,
    Erased,
    Disabled,
}

/// Keys of one run.
pub(super) struct Warmth<'a> {
    keys: &'a Keyring,
    refused: BTreeMap<Wanted, Reason>,
    /// Rows that were reported already.
    reported: BTreeSet<(&'static str, Uuid)>,
}

impl<'a> Warmth<'a> {
    pub(super) const fn new(keys: &'a Keyring) -> Self {
        Self { keys, refused: BTreeMap::new(), reported: BTreeSet::new() }
    }

    /// Whether a row that is left is to be reported: once in a run.
    pub(super) fn is_news(&mut self, table: &'static str, row: Uuid) -> bool {
        self.reported.insert((table, row))
    }

    /// The rows that were reported.
    pub(super) fn reported(&self) -> Vec<(&'static str, Uuid)> {
        self.reported.iter().copied().collect()
    }

    /// Warms whatever these rows need, unless it was refused.
    pub(super) async fn warm_for(&mut self, table: &SealedTable, rows: &[Row]) -> Result<(), Fault> {
        for _ in 0..AGAIN {
            let wanted = self.missing(table, rows);
            if wanted.is_empty() {
                return Ok(());
            }
            self.warm(wanted).await?;
        }
        Err(Fault::unavailable("KEY_UNAVAILABLE").message("keys were cold again and again"))
    }

    /// Makes sure that these rows can be sealed: also that their owners' keys have uses left.
    pub(super) async fn top_up(&mut self, table: &SealedTable, rows: &[Row]) -> Result<(), Fault> {
        let owners = rows.iter().flat_map(|row| {
            table.columns.iter().map(move |(_, purpose)| Wanted::Current(row.owner, *purpose))
        });
        let wanted = owners.filter(|wanted| !self.refused.contains_key(wanted)).collect();
        self.warm(wanted).await
    }

    /// What these rows need that is neither warm nor refused.
    pub(super) fn missing(&self, table: &SealedTable, rows: &[Row]) -> BTreeSet<Wanted> {
        let cold = rows.iter().flat_map(|row| row.cold(table, self.keys));
        cold.filter(|wanted| !self.refused.contains_key(wanted)).collect()
    }

    /// Why a row cannot be looked at, if it cannot.
    pub(super) fn refusal(&self, table: &SealedTable, row: &Row) -> Option<Reason> {
        row.cold(table, self.keys).iter().find_map(|wanted| self.refused.get(wanted)).copied()
    }

    async fn warm(&mut self, wanted: BTreeSet<Wanted>) -> Result<(), Fault> {
        let keys = self.keys;
        let warming = wanted.into_iter().map(|wanted| async move {
            let warmed = match wanted {
                Wanted::Current(owner, purpose) => keys.warm(owner, purpose).await,
                Wanted::Key(id) => keys.warm_keys([id]).await,
            };
            (wanted, warmed)
        });
        for (wanted, warmed) in join_all(warming).await {
            if let Err(error) = warmed {
                let reason = reason(&error).ok_or(error)?;
                self.refused.insert(wanted, reason);
            }
        }
        Ok(())
    }
}

/// What an error says of the rows that need the key; nothing, when it says nothing of them and the job must stop.
pub(super) const fn reason(error: &Error) -> Option<Reason> {
    match error {
        Error::Corrupt { .. } | Error::CorruptKey(_) | Error::WrongKey(_) | Error::Gone(_) => {
            Some(Reason::Corrupt)
        }
        Error::Kms { cause, .. } => match cause {
            kms::Error::Refused(KmsState::Destroyed | KmsState::DestroyScheduled) => Some(Reason::Erased),
            kms::Error::Refused(KmsState::Disabled) => Some(Reason::Disabled),
            kms::Error::Refused(KmsState::Missing | KmsState::Enabled)
            | kms::Error::Corrupt(_)
            | kms::Error::WrongKey => Some(Reason::Corrupt),
            kms::Error::Unavailable(_) | kms::Error::Broken(_) => None,
        },
        Error::Cold(_) | Error::CorruptDocument | Error::Shelf(_) | Error::Broken(_) => None,
    }
}
