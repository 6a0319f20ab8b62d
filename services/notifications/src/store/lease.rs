//! A lease on rows that are being worked on: until it ends no other replica takes them, and whoever lost one cannot
//! write their result. It is short and renewed while the work lasts, so that after a kill -9 the rows are soon free.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Rows taken at a time; all of them are worked on at once.
pub(super) const BATCH: u64 = 8;
/// How long a lease lasts unless it is renewed.
const LENGTH: TimeDelta = TimeDelta::seconds(9);
/// How often it is renewed.
pub(crate) const RENEWAL: Duration = Duration::from_secs(3);

/// A lease.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lease {
    /// Who holds it.
    pub(super) token: Uuid,
    /// Until when.
    pub(super) until: DateTime<Utc>,
}

impl Lease {
    /// A lease that begins now.
    pub(super) fn from(now: DateTime<Utc>) -> Self {
        Self { token: Uuid::new_v4(), until: now + LENGTH }
    }

    /// The same lease, longer.
    pub(super) fn renewed(self, now: DateTime<Utc>) -> Self {
        Self { until: now + LENGTH, ..self }
    }
}
