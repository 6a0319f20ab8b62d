//! How values are spelled in the API: enumerations lower_snake_case, times RFC 3339 +09:00, what is not there null.

use calendar::rfc3339_jst;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use fault::Fault;
use proto::Timestamp;

/// An enumeration's value without its prefix: `CLAIM_STATUS_DRAFT` is `draft`.
macro_rules! spelled {
    ($value:expr, $kind:ty, $prefix:literal) => {{
        let name = <$kind>::try_from($value).map(|value| value.as_str_name()).unwrap_or_default();
        name.trim_start_matches($prefix).to_ascii_lowercase()
    }};
}

/// The enumeration's value of a spelling, as the wire's number; a violation at the field when there is none.
macro_rules! read {
    ($text:expr, $kind:ty, $prefix:literal, $field:expr) => {{
        let text: &str = $text;
        let known =
            text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
        let name = format!("{}{}", $prefix, text.to_ascii_uppercase());
        <$kind>::from_str_name(&name)
            .filter(|value| known && *value as i32 != 0)
            .map(|value| value as i32)
            .ok_or_else(|| $crate::api::names::unknown($field))
    }};
}

pub(super) use {read, spelled};

/// A value outside an enumeration.
pub(super) fn unknown(field: impl Into<String>) -> Fault {
    Fault::invalid("BODY_UNREADABLE").violation(field, "UNKNOWN_VALUE", "not one of the allowed values")
}

/// An enumeration's spelling, unless nothing is said.
pub(super) fn said(spelling: String) -> Option<String> {
    Some(spelling).filter(|spelling| spelling != "unspecified")
}

/// A time in Japan's spelling.
pub(super) fn time(at: Option<Timestamp>) -> Option<String> {
    at.and_then(proto::moment).map(rfc3339_jst)
}

/// A text, unless it is empty.
pub(super) fn text(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// A moment of a body, RFC 3339.
pub(super) fn moment(text: &str, field: &str) -> Result<Timestamp, Fault> {
    let wrong = || Fault::invalid("BODY_UNREADABLE").violation(field, "MALFORMED", "not RFC 3339");
    let time = DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?;
    Ok(proto::timestamp(time.with_timezone(&Utc)))
}

/// A bound of a period: RFC 3339, or a date that begins in Japan.
pub(super) fn bound(text: Option<&str>, field: &str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let spaced = text.replace(' ', "+");
    let time = DateTime::parse_from_rfc3339(&spaced).map(|time| time.with_timezone(&Utc)).ok();
    let time = time.or_else(|| {
        let date = text.parse::<NaiveDate>().ok()?;
        Some(date.and_time(NaiveTime::MIN).and_utc() - chrono::TimeDelta::hours(9))
    });
    let time = time.ok_or_else(|| {
        Fault::invalid("QUERY_UNREADABLE").violation(field, "DATE", "neither RFC 3339 nor a date")
    })?;
    Ok(Some(proto::timestamp(time)))
}

#[cfg(test)]
mod tests {
    use proto::claims::v1::ClaimStatus;

    use super::*;

    #[test]
    fn enumerations_are_lower_snake_case() {
        assert_eq!(spelled!(2, ClaimStatus, "CLAIM_STATUS_"), "submitted");
        assert_eq!(read!("submitted", ClaimStatus, "CLAIM_STATUS_", "status").unwrap(), 2);
        for wrong in ["", "Submitted", "SUBMITTED", "unspecified", "paid"] {
            assert!(read!(wrong, ClaimStatus, "CLAIM_STATUS_", "status").is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_moment_has_its_offset() {
        let read = |text| moment(text, "asked_at").map(|at| time(Some(at)).unwrap_or_default());
        assert_eq!(read("2026-11-22T01:30:00Z").unwrap(), "2026-11-22T10:30:00+09:00");
        assert!(["", "2026-11-22", "2026-11-22T10:30:00"].into_iter().all(|text| read(text).is_err()));
    }

    #[test]
    fn a_date_begins_in_japan() {
        let begin = bound(Some("2026-11-22"), "from").unwrap();
        assert_eq!(time(begin).as_deref(), Some("2026-11-22T00:00:00+09:00"));
        assert_eq!(bound(Some("2026-11-22T00:00:00 09:00"), "from").unwrap(), begin);
        assert!(bound(Some("yesterday"), "from").is_err());
    }
}
