#![doc = include_str!("../README.md")]

use std::fmt;

/// Whole yen.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Yen(i64);

/// The sum does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is too large")]
pub struct TooLarge;

impl Yen {
    /// ¥0.
    pub const ZERO: Self = Self(0);

    /// An amount.
    #[must_use]
    pub const fn new(yen: i64) -> Self {
        Self(yen)
    }

    /// The amount in yen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it does not fit.
    ///
    /// # Errors
    /// [`TooLarge`] when the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, TooLarge> {
        self.0.checked_add(other.0).map(Self).ok_or(TooLarge)
    }

    /// The difference, never below zero; exact for amounts that are not negative.
    #[must_use]
    pub fn minus_to_zero(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// A share of the amount, cut to whole yen (円未満切捨て).
    #[must_use]
    pub fn share(self, ratio: Ratio) -> Self {
        let cut = i128::from(self.0) * i128::from(ratio.0) / 100;
        Self(i64::try_from(cut).unwrap_or(i64::MAX))
    }

    /// The sum of many, unless it does not fit.
    ///
    /// # Errors
    /// [`TooLarge`] when the sum does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, TooLarge> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 < 0 { "-¥" } else { "¥" })?;
        Grouped(self.0.unsigned_abs()).fmt(f)
    }
}

/// A number as people read it: `12,430`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// 補償割合: a share in whole per cent, 1–100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Ratio(u8);

/// The per cent are not 1–100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a ratio is 1 to 100 per cent")]
pub struct BadRatio;

impl Ratio {
    /// A ratio of so many per cent.
    ///
    /// # Errors
    /// [`BadRatio`] outside 1–100.
    pub const fn percent(percent: u8) -> Result<Self, BadRatio> {
        if percent >= 1 && percent <= 100 { Ok(Self(percent)) } else { Err(BadRatio) }
    }

    /// The per cent.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Ratio {
    type Error = BadRatio;

    fn try_from(percent: u8) -> Result<Self, BadRatio> {
        Self::percent(percent)
    }
}

impl From<Ratio> for u8 {
    fn from(ratio: Ratio) -> Self {
        ratio.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_cut_to_whole_yen() {
        let seventy = Ratio::percent(70).unwrap();
        assert_eq!(Yen::new(1).share(seventy), Yen::ZERO);
        assert_eq!(Yen::new(12_345).share(seventy), Yen::new(8_641));
        assert_eq!(Yen::new(i64::MAX).share(Ratio::percent(100).unwrap()), Yen::new(i64::MAX));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_refused() {
        assert_eq!(Yen::new(i64::MAX).plus(Yen::new(1)), Err(TooLarge));
    }

    #[test]
    fn yen_are_shown_in_groups_of_three() {
        assert_eq!(Yen::new(0).to_string(), "¥0");
        assert_eq!(Yen::new(999).to_string(), "¥999");
        assert_eq!(Yen::new(-1_000).to_string(), "-¥1,000");
    }

    #[test]
    fn a_number_is_grouped_by_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (4_294_967_296, "4,294,967,296")] {
            assert_eq!(Grouped(number).to_string(), text);
        }
    }
}
