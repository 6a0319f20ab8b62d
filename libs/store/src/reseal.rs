//! Seals a service's rows anew under their owners' current keys and makes the tokens of blind indexes anew, beside the
//! service while it runs, and discards the keys that nothing needs any more. Refuses to overwrite a row that changes
//! meanwhile, to touch what does not open, and to discard a key while anybody may still seal under it (ADR 16).

mod discard;
mod migration;
mod pass;
mod progress;
mod row;
mod table;
mod warmth;

use std::{sync::Arc, time::Duration};

use calendar::Clock;
use chrono::{DateTime, Utc};
use envelope::{KeyStatus, Keyring, Opening, Who};
use fault::Fault;
use uuid::Uuid;

use self::warmth::Warmth;
pub use self::{
    migration::reseals,
    table::{RowToken, SealedTable, TokensBeside},
};
use crate::{Scope, Store};

/// On whose behalf rows of every organisation are read.
const PURPOSE: Scope = Scope::Platform("reseal");
/// In whose name values are opened: to be sealed again at once.
const OPENING: Opening = Opening { who: Who::Platform("reseal"), why: "reseal" };
/// Walks over all tables of one run: one that seals anew, one that finds nothing left, and one more when somebody else was
/// in between.
const WALKS: usize = 3;

/// How fast the job goes.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Rows that are looked at, and at most changed, at a time.
    pub rows: u64,
    /// Rest after each change, so that those who write to the same database are not kept waiting.
    pub rest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { rows: 50, rest: Duration::from_millis(20) }
    }
}

/// The job over a service's sealed tables.
pub struct Reseal {
    store: Store,
    keys: Keyring,
    clock: Arc<dyn Clock>,
    tables: &'static [SealedTable],
    pace: Pace,
}

/// What a run has done, and what it has left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Rows looked at; each once, however often the run went over the tables. Fewer than there are when it went on where
    /// another was interrupted.
    pub seen: u64,
    /// Rows that were changed: values sealed anew or tokens made anew.
    pub changed: u64,
    /// Rows that were left as they are.
    pub left: Left,
    /// Those that do not open, by table and id; logged as well.
    pub corrupt: Vec<(&'static str, Uuid)>,
    /// Keys that nothing needs any more, and that are gone now.
    pub discarded: Vec<KeyStatus>,
    /// Keys that were replaced and are still there.
    pub kept: Vec<Kept>,
}

/// Rows that were left as they are, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// A value is not what was sealed there, or its key is gone or damaged.
    pub corrupt: u64,
    /// The organisation has been erased.
    pub erased: u64,
    /// The organisation's KMS key is disabled.
    pub disabled: u64,
}

/// A key that was replaced and is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub key: KeyStatus,
    /// Why.
    pub why: Why,
}

/// Why a key that was replaced is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A process may still have it in memory and seal under it, or make tokens, until then.
    Used(DateTime<Utc>),
    /// Something is under it that could not be sealed anew.
    Needed,
    /// What it seals is not in the tables: secrets in files are sealed anew by `nekonote secrets reseal`.
    Elsewhere,
    /// No walk has found yet that nothing is under it, since somebody else walks as well: run it again.
    Unsure,
}

impl Reseal {
    /// A job over these tables, at the usual pace.
    #[must_use]
    pub fn new(store: Store, keys: Keyring, clock: Arc<dyn Clock>, tables: &'static [SealedTable]) -> Self {
        Self { store, keys, clock, tables, pace: Pace::default() }
    }

    /// The same at another pace.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Walks over the tables until nothing is under an older key that could be sealed anew, and discards keys. Goes on
    /// where a run was interrupted. May run twice at once, and beside the service.
    ///
    /// # Errors
    /// When the KMS or the database do not answer. What was done stays done: run it again.
    pub async fn run(&self) -> Result<Resealed, Fault> {
        let (mut done, mut warmth) = (Resealed::default(), Warmth::new(&self.keys));
        for walk in 0..WALKS {
            let counts = self.walk(&mut warmth).await?;
            if walk == 0 {
                done.seen = counts.seen;
            }
            done.changed += counts.changed;
            done.left = counts.left;
            let (discarded, kept) = self.discard().await?;
            done.discarded.extend(discarded);
            done.kept = kept;
            if !done.kept.iter().any(|kept| kept.why == Why::Unsure) {
                break;
            }
        }
        done.corrupt = warmth.reported();
        Ok(done)
    }
}

impl Left {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.corrupt + self.erased + self.disabled
    }
}
