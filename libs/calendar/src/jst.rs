//! Times as Japan shows them. Times at rest stay UTC: what is here is for eyes and for dates.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::{Asia::Tokyo, Tz};

/// The time in Japan.
#[must_use]
pub fn jst(time: DateTime<Utc>) -> DateTime<Tz> {
    time.with_timezone(&Tokyo)
}

/// RFC 3339 with `+09:00`; no more digits of a second than the time has.
#[must_use]
pub fn rfc3339_jst(time: DateTime<Utc>) -> String {
    jst(time).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// The date in Japan: the day changes at 15:00 UTC.
#[must_use]
pub fn jst_date(time: DateTime<Utc>) -> NaiveDate {
    jst(time).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn the_day_changes_at_midnight_in_japan() {
        assert_eq!(jst_date(utc("2026-12-31T14:59:59.999999Z")).to_string(), "2026-12-31");
        assert_eq!(jst_date(utc("2026-12-31T15:00:00Z")).to_string(), "2027-01-01");
    }

    #[test]
    fn a_time_is_written_with_japans_offset() {
        assert_eq!(rfc3339_jst(utc("2026-11-22T13:24:05Z")), "2026-11-22T22:24:05+09:00");
        assert_eq!(rfc3339_jst(utc("2026-11-22T13:24:05.000120Z")), "2026-11-22T22:24:05.000120+09:00");
    }
}
