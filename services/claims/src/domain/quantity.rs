//! 数量: how much of an item, to three decimal places. Refuses what is not positive or absurdly large.

use std::fmt;

use money::Yen;

/// A quantity in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(i64);

/// The quantity is not 0.001–1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is 0.001 to 1,000,000")]
pub struct BadQuantity;

impl Quantity {
    /// So many thousandths.
    ///
    /// # Errors
    /// [`BadQuantity`] outside 0.001–1,000,000.
    pub const fn milli(thousandths: i64) -> Result<Self, BadQuantity> {
        if thousandths >= 1 && thousandths <= 1_000_000_000 {
            Ok(Self(thousandths))
        } else {
            Err(BadQuantity)
        }
    }

    /// The thousandths.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The amount at a unit price, cut to whole yen.
    #[must_use]
    pub fn at(self, unit_price: Yen) -> Yen {
        let cut = i128::from(self.0) * i128::from(unit_price.get()) / 1000;
        Yen::new(i64::try_from(cut).unwrap_or(i64::MAX))
    }
}

/// As people write it: `1`, `1.5`, `0.125`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, thousandths) = (self.0 / 1000, self.0 % 1000);
        let decimals = format!("{thousandths:03}");
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{whole}"),
            decimals => write!(f, "{whole}.{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_tablet_costs_half_cut_to_whole_yen() {
        assert_eq!(Quantity::milli(1_500).unwrap().at(Yen::new(333)), Yen::new(499));
        assert_eq!(Quantity::milli(0), Err(BadQuantity));
    }

    #[test]
    fn a_quantity_is_written_without_zeros_that_say_nothing() {
        for (milli, text) in [(1, "0.001"), (50, "0.05"), (1_000, "1"), (1_500, "1.5"), (10_000, "10")] {
            assert_eq!(Quantity::milli(milli).unwrap().to_string(), text);
        }
    }
}
