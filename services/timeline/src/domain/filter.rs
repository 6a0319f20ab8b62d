//! Which entries are asked for. Refuses bounds that leave nothing and values no entry could have.

use chrono::{DateTime, Utc};

const LONGEST: usize = 100;

/// Which entries; all that is absent does not bind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only by this operator; another organisation's never match, for their ids are not kept.
    pub operator: Option<String>,
    /// Only about this thing, as subject or among the related.
    pub thing: Option<String>,
    /// From this time on.
    pub from: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
}

/// Why a filter is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadFilter {
    /// The time bounds leave nothing.
    #[error("`until` is not after `from`")]
    Bounds,
    /// A value longer than any that occurs; says which field.
    #[error("{0} is too long")]
    TooLong(&'static str),
}

impl Filter {
    /// Checks a filter.
    ///
    /// # Errors
    /// [`BadFilter`] when the bounds leave nothing or a value is over-long.
    pub fn checked(self) -> Result<Self, BadFilter> {
        let values = [("kind", &self.kind), ("operator_id", &self.operator), ("subject_id", &self.thing)];
        for (field, value) in values {
            if value.as_ref().is_some_and(|value| value.len() > LONGEST) {
                return Err(BadFilter::TooLong(field));
            }
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) if until <= from => Err(BadFilter::Bounds),
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn bounds_that_leave_nothing_are_refused() {
        let from = DateTime::UNIX_EPOCH;
        let filter = Filter { from: Some(from), until: Some(from), ..Filter::default() };
        assert_eq!(filter.checked(), Err(BadFilter::Bounds));
        let filter = Filter { from: Some(from), until: Some(from + TimeDelta::days(1)), ..Filter::default() };
        assert!(filter.checked().is_ok());
    }

    #[test]
    fn an_over_long_value_is_refused_by_name() {
        let filter = Filter { kind: Some("a".repeat(101)), ..Filter::default() };
        assert_eq!(filter.checked(), Err(BadFilter::TooLong("kind")));
    }
}
