//! How long a mail waits before the next try: 5 s, then twice as long each time up to an hour, a little apart from its
//! neighbours. Gives up after 18 tries, about nine hours: longer than a night of maintenance of a mail server.
//! Our own services are asked again after 5 s for as long as it takes: their silence says nothing about the mail.

use chrono::TimeDelta;
use uuid::Uuid;

/// Tries before a mail is given up.
pub const MOST_ATTEMPTS: i32 = 18;

const FIRST_SECONDS: i64 = 5;
const LONGEST_SECONDS: i64 = 3600;

/// The wait after so many tries with the mail server.
#[must_use]
pub fn wait(attempts: i32, id: Uuid) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).clamp(0, 10);
    spread(FIRST_SECONDS.saturating_mul(1 << doublings).min(LONGEST_SECONDS), id)
}

/// The wait before our own services are asked again.
#[must_use]
pub fn ask_again(id: Uuid) -> TimeDelta {
    spread(FIRST_SECONDS, id)
}

/// Up to a quarter more; it comes from the id, so that it is the same on every replica.
fn spread(seconds: i64, id: Uuid) -> TimeDelta {
    let share = i64::from(id.as_bytes().last().copied().unwrap_or_default());
    TimeDelta::milliseconds(seconds * 1000 + share * seconds * 1000 / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let seconds = |attempts| wait(attempts, Uuid::nil()).num_seconds();
        assert_eq!([1, 2, 3, 9, 10, 11, i32::MAX].map(seconds), [5, 10, 20, 1280, 2560, 3600, 3600]);
    }

    #[test]
    fn neighbours_are_spread_by_at_most_a_quarter() {
        let late = wait(1, Uuid::max()).num_milliseconds();
        assert!((5000..=6250).contains(&late), "{late}");
    }

    #[test]
    fn a_mail_is_tried_longer_than_a_night() {
        let all: i64 = (1..MOST_ATTEMPTS).map(|attempts| wait(attempts, Uuid::nil()).num_seconds()).sum();
        assert!((8..=10).contains(&(all / 3600)), "{all} s");
    }
}
