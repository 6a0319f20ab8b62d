//! Signatures that have been checked, so that an assertion that is used again within its ten seconds is checked once.
//! Refuses what was proven with a key that is good no more; everything else about an assertion is checked every time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use super::signing::Assertion;

/// Assertions remembered at most; with more, all are forgotten and checked again.
const MOST: usize = 4_096;

/// What is proven, by the whole text of the assertion.
#[derive(Debug, Default)]
pub(super) struct Proven(Mutex<HashMap<Box<str>, Proof>>);

#[derive(Debug)]
struct Proof {
    key: Vec<u8>,
    assertion: Assertion,
}

impl Proven {
    /// The assertion of a text that was proven with a key that is still good.
    pub(super) fn get(&self, text: &str, is_good: impl Fn(&[u8]) -> bool) -> Option<Assertion> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(text).filter(|proof| is_good(&proof.key)).map(|proof| proof.assertion.clone())
    }

    /// Remembers a proof. What has ended is forgotten first.
    pub(super) fn remember(&self, text: &str, key: Vec<u8>, assertion: Assertion, now: DateTime<Utc>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, proof| now.timestamp_micros() < proof.assertion.expires_at);
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(text.into(), Proof { key, assertion });
    }
}
