//! What time it is, as an argument rather than a global, so that tests and replays choose it.
//! Gives no finer time than a microsecond: PostgreSQL would cut the rest and SQLite would not.

use chrono::{DateTime, SubsecRound as _, Utc};

/// Tells the time, in whole microseconds.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;
}

/// The host's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        truncated(Utc::now())
    }
}

/// A time without what is finer than a microsecond, as both databases keep it.
#[must_use]
pub fn truncated(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use chrono::Timelike as _;

    use super::*;

    #[test]
    fn no_time_is_finer_than_a_microsecond() {
        let fine = DateTime::from_timestamp_nanos(1_795_000_000_123_456_789);
        assert_eq!(truncated(fine).nanosecond(), 123_456_000);
        assert_eq!(SystemClock.now().nanosecond() % 1_000, 0);
    }
}
