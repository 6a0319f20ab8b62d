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

    /// So many times the amount, unless it does not fit.
    ///
    /// # Errors
    /// [`TooLarge`] when it does not fit.
    pub fn times(self, times: i64) -> Result<Self, TooLarge> {
        self.0.checked_mul(times).map(Self).ok_or(TooLarge)
    }

    /// So many parts of the amount in so many equal ones, cut to whole yen; all of it where there are none to cut into.
    #[must_use]
    pub fn part(self, parts: u32, of: u32) -> Self {
        let cut = (i128::from(self.0) * i128::from(parts)).checked_div(i128::from(of));
        Self(cut.map_or(self.0, |cut| i64::try_from(cut).unwrap_or(i64::MAX)))
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

/// Shares an amount out by weights, in whole yen and exactly: each gets its share cut, and what is left goes yen by yen to the largest
/// remainders, the earlier first. Negative weights count as none; where all are none, nobody gets anything.
///
/// ```
/// use money::{Yen, share_out};
/// let shares: Vec<i64> = share_out(Yen::new(100), [1, 1, 1].map(Yen::new)).into_iter().map(Yen::get).collect();
/// assert_eq!(shares, [34, 33, 33]);
/// ```
#[must_use]
pub fn share_out(amount: Yen, weights: impl IntoIterator<Item = Yen>) -> Vec<Yen> {
    let weights: Vec<i128> = weights.into_iter().map(|weight| i128::from(weight.0.max(0))).collect();
    let (whole, sum) = (i128::from(amount.0.max(0)), weights.iter().sum::<i128>());
    if sum == 0 {
        return vec![Yen::ZERO; weights.len()];
    }
    let cut = |weight: &i128| i64::try_from(whole * weight / sum).unwrap_or(i64::MAX);
    let mut shares: Vec<i64> = weights.iter().map(cut).collect();
    let left = whole - shares.iter().map(|share| i128::from(*share)).sum::<i128>();
    if left > 0 {
        let mut order: Vec<(i128, usize)> =
            weights.iter().enumerate().map(|(place, weight)| (-(whole * weight % sum), place)).collect();
        order.sort_unstable();
        for (_, place) in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            if let Some(share) = shares.get_mut(place) {
                *share += 1;
            }
        }
    }
    shares.into_iter().map(Yen).collect()
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
        // Twenty digits and six commas at most, from the end.
        let (mut text, mut at, mut left, mut digits) = ([0_u8; 26], 26, self.0, 0_u8);
        loop {
            if digits > 0 && digits.is_multiple_of(3) {
                at -= 1;
                text.get_mut(at).map(|place| *place = b',').ok_or(fmt::Error)?;
            }
            at -= 1;
            let digit = u8::try_from(left % 10).map_err(|_| fmt::Error)?;
            text.get_mut(at).map(|place| *place = b'0' + digit).ok_or(fmt::Error)?;
            (left, digits) = (left / 10, digits + 1);
            if left == 0 {
                return f.write_str(
                    std::str::from_utf8(text.get(at..).unwrap_or_default()).map_err(|_| fmt::Error)?,
                );
            }
        }
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
    fn what_is_shared_out_is_all_of_it_and_the_largest_remainders_come_first() {
        let of = |amount, weights: &[i64]| {
            let shares = share_out(Yen::new(amount), weights.iter().map(|weight| Yen::new(*weight)));
            shares.into_iter().map(Yen::get).collect::<Vec<_>>()
        };
        assert_eq!(of(10, &[3, 3, 3]), [4, 3, 3]);
        assert_eq!(of(7, &[1, 5]), [1, 6], "1.17 and 5.83");
        assert_eq!(of(7, &[0, 1, -4]), [0, 7, 0]);
        assert_eq!(of(7, &[0, 0]), [0, 0]);
        assert_eq!(of(i64::MAX, &[i64::MAX, i64::MAX]), [i64::MAX / 2 + 1, i64::MAX / 2]);
        assert!(of(5, &[]).is_empty());
    }

    #[test]
    fn yen_are_shown_in_groups_of_three() {
        assert_eq!(Yen::new(0).to_string(), "¥0");
        assert_eq!(Yen::new(999).to_string(), "¥999");
        assert_eq!(Yen::new(-1_000).to_string(), "-¥1,000");
    }

    #[test]
    fn a_number_is_grouped_by_thousands() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (4_294_967_296, "4,294,967,296"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(Grouped(number).to_string(), text);
        }
    }
}
