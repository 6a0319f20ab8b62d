//! 待機期間: how long after its first beginning a contract does not cover a condition that appears. One that appeared within it stays
//! excluded behind it. Written as days or months of ISO 8601: `P30D`, `P1M`.

use std::{fmt, str::FromStr};

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::benefit::Cause;

/// The waiting periods of a plan; none where a cause has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Waiting {
    /// 病気.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub illness: Option<Period>,
    /// がん; as an illness unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancer: Option<Period>,
    /// ケガ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injury: Option<Period>,
}

/// Days or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// So many days.
    Days(u16),
    /// So many months: to the same day, or to the last of a shorter month.
    Months(u16),
}

/// Not a waiting period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a waiting period is P1D to P999D or P1M to P36M")]
pub struct BadPeriod;

impl Waiting {
    /// The last day on which a condition that appears is not covered, of a contract that first began then; none without a period.
    #[must_use]
    pub fn last_day(&self, cause: Cause, first_starts_on: NaiveDate) -> Option<NaiveDate> {
        let period = match cause {
            Cause::Illness => self.illness,
            Cause::Cancer => self.cancer.or(self.illness),
            Cause::Injury => self.injury,
        };
        period.and_then(|period| period.after(first_starts_on)?.pred_opt())
    }
}

impl Period {
    fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_add_days(Days::new(days.into())),
            Self::Months(months) => day.checked_add_months(Months::new(months.into())),
        }
    }
}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let (number, unit) = text
            .strip_prefix('P')
            .and_then(|rest| rest.split_at_checked(rest.len().checked_sub(1)?))
            .ok_or(BadPeriod)?;
        let is_number = !number.starts_with(['+', '0']);
        let number: u16 = number.parse().ok().filter(|_| is_number).ok_or(BadPeriod)?;
        match unit {
            "D" if number <= 999 => Ok(Self::Days(number)),
            "M" if number <= 36 => Ok(Self::Months(number)),
            _ => Err(BadPeriod),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "P{days}D"),
            Self::Months(months) => write!(f, "P{months}M"),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = BadPeriod;

    fn try_from(text: String) -> Result<Self, BadPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_waiting_period_ends_the_day_before_its_length_is_over() {
        let waiting =
            Waiting { illness: Some(Period::Days(30)), cancer: Some(Period::Days(120)), injury: None };
        let last = |cause| waiting.last_day(cause, day("2026-04-01"));
        assert_eq!(last(Cause::Illness), Some(day("2026-04-30")));
        assert_eq!(last(Cause::Cancer), Some(day("2026-07-29")));
        assert_eq!(last(Cause::Injury), None);
        let month = Waiting { illness: Some(Period::Months(1)), ..Waiting::default() };
        assert_eq!(month.last_day(Cause::Illness, day("2027-01-31")), Some(day("2027-02-27")));
        assert_eq!(month.last_day(Cause::Cancer, day("2028-01-31")), Some(day("2028-02-28")), "a leap year");
    }

    #[test]
    fn a_period_is_days_or_months_and_nothing_else() {
        for text in ["P30D", "P1M", "P120D", "P999D", "P36M"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in
            ["", "P", "PD", "P0D", "P-1D", "P+1D", "P30", "30D", "P1000D", "P37M", "P1Y", "P1M2D", "P１D"]
        {
            assert_eq!(text.parse::<Period>(), Err(BadPeriod), "{text}");
        }
    }
}
