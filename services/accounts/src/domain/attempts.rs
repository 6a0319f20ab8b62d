//! How often somebody may guess: 10 times in 15 minutes on one device, 100 times in a row from all devices together.
//! An attempt is counted before the password is looked at, so many at once are no way around. Whether the account
//! exists plays no part, so the counting tells nobody.

use chrono::{DateTime, TimeDelta, Utc};

/// Guesses on one device in one window.
const IN_WINDOW: i32 = 10;
/// The window.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Guesses from all devices together.
const IN_ALL: i32 = 100;
/// The last of them are kept for devices on which this person has signed in before: the owner still gets in.
const FOR_OWN_DEVICES: i32 = 10;
/// A day of quiet forgets.
pub const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// The attempts on one name from one device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempts {
    /// When the window began.
    pub window_began_at: Option<DateTime<Utc>>,
    /// Attempts in the window.
    pub in_window: i32,
    /// Attempts since the last success.
    pub in_a_row: i32,
    /// When this person last signed in on this device.
    pub signed_in_at: Option<DateTime<Utc>>,
}

/// Whether an attempt may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The password may be looked at.
    Allowed,
    /// This device has to wait; says so.
    Wait(TimeDelta),
    /// Too many from all devices: refused like a wrong password, or the cap would tell which names exist.
    Hopeless,
}

impl Attempts {
    /// Counts an attempt. `elsewhere` are the attempts in a row on this name from other devices.
    pub fn begin(&mut self, elsewhere: i32, now: DateTime<Utc>) -> Verdict {
        let began = self.window_began_at.filter(|began| now < *began + WINDOW);
        match began {
            Some(began) if self.in_window >= IN_WINDOW => return Verdict::Wait(began + WINDOW - now),
            Some(_) => self.in_window += 1,
            None => {
                self.window_began_at = Some(now);
                self.in_window = 1;
            }
        }
        let limit = if self.signed_in_at.is_some() { IN_ALL } else { IN_ALL - FOR_OWN_DEVICES };
        if self.in_a_row.saturating_add(elsewhere) >= limit {
            return Verdict::Hopeless;
        }
        self.in_a_row += 1;
        Verdict::Allowed
    }

    /// The attempt that was begun has succeeded.
    pub fn succeed(&mut self, now: DateTime<Utc>) {
        *self = Self { signed_in_at: Some(now), ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_eleventh_guess_on_a_device_waits_for_the_window() {
        let mut attempts = Attempts::default();
        for second in 0..10 {
            assert_eq!(attempts.begin(0, at(second)), Verdict::Allowed);
        }
        assert_eq!(attempts.begin(0, at(60)), Verdict::Wait(TimeDelta::minutes(14)));
        assert_eq!(attempts.begin(0, at(900)), Verdict::Allowed);
    }

    #[test]
    fn a_hundred_guesses_in_a_row_are_the_end_from_all_devices() {
        let mut stranger = Attempts::default();
        assert_eq!(stranger.begin(89, at(0)), Verdict::Allowed);
        assert_eq!(stranger.begin(89, at(1)), Verdict::Hopeless);
        let mut own = Attempts { signed_in_at: Some(at(0)), ..Attempts::default() };
        assert_eq!(own.begin(99, at(1)), Verdict::Allowed);
        assert_eq!(own.begin(99, at(2)), Verdict::Hopeless);
    }

    #[test]
    fn a_success_forgets_the_failures_and_remembers_the_device() {
        let mut attempts =
            Attempts { in_window: 9, in_a_row: 42, window_began_at: Some(at(0)), signed_in_at: None };
        attempts.succeed(at(1));
        assert_eq!(attempts, Attempts { signed_in_at: Some(at(1)), ..Attempts::default() });
    }
}
