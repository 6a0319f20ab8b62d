//! A place on a timeline, newest first: where the newer page ended. Refuses text that is none of ours.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use ids::EntryId;

use crate::domain::entry::Entry;

/// A place just behind an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When that entry occurred.
    pub occurred_at: DateTime<Utc>,
    /// That entry.
    pub entry: EntryId,
}

/// The text is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place on a timeline")]
pub struct BadPlace;

impl From<&Entry> for Place {
    fn from(entry: &Entry) -> Self {
        Self { occurred_at: entry.happening.occurred_at, entry: entry.id }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.occurred_at.timestamp_micros(), self.entry)
    }
}

impl FromStr for Place {
    type Err = BadPlace;

    fn from_str(text: &str) -> Result<Self, BadPlace> {
        let (micros, entry) = text.split_once('.').ok_or(BadPlace)?;
        let micros = micros.parse().map_err(|_| BadPlace)?;
        let occurred_at = DateTime::from_timestamp_micros(micros).ok_or(BadPlace)?;
        Ok(Self { occurred_at, entry: entry.parse().map_err(|_| BadPlace)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_text() {
        let occurred_at = DateTime::from_timestamp_micros(1_800_000_000_123_456).unwrap();
        let place = Place { occurred_at, entry: EntryId::generate() };
        assert_eq!(place.to_string().parse(), Ok(place));
    }

    #[test]
    fn text_that_is_no_place_is_refused() {
        for text in [
            "",
            "1",
            "1.x",
            "x.0192b1e0-0000-7000-8000-000000000000",
            "9223372036854775807.0192b1e0-0000-7000-8000-000000000000",
        ] {
            assert_eq!(text.parse::<Place>(), Err(BadPlace), "{text}");
        }
    }
}
