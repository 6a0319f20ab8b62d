//! A clock that stands still until the test moves it.

use std::sync::{Arc, Mutex, PoisonError};

use calendar::Clock;
use chrono::{DateTime, TimeDelta, Utc};

/// A clock that stands still. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<Mutex<DateTime<Utc>>>);

impl FixedClock {
    /// Shows this time.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(calendar::truncated(now))))
    }

    /// Shows a time in RFC 3339.
    ///
    /// # Panics
    /// When the text is no time.
    #[must_use]
    pub fn at(text: &str) -> Self {
        Self::new(text.parse().expect("RFC 3339"))
    }

    /// Shows the host's time of this moment from now on.
    #[must_use]
    pub fn here() -> Self {
        Self::new(Utc::now())
    }

    /// Shows another time.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = calendar::truncated(now);
    }

    /// Moves it, forwards or back.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_show_the_same_time_and_it_stands_still() {
        let clock = FixedClock::at("2026-12-31T14:59:59Z");
        let other = clock.clone();
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(other.now(), clock.now());
        assert_eq!(other.now().to_rfc3339(), "2026-12-31T15:00:00+00:00");
    }
}
