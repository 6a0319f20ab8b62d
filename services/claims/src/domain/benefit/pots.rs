//! 免責金額: what of a deductible is still to be borne. A day, a stay, a year or a condition bears it once, however many claims it takes.

use chrono::NaiveDate;
use money::{TooLarge, Yen};
use uuid::Uuid;

use super::{
    input::{History, Taken},
    units::Unit,
};
use crate::domain::{
    plan::{Deductible, DeductibleUnit},
    treatment::CareType,
};

/// What bears a deductible once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Payment(u16),
    Day(CareType, NaiveDate),
    Visit(CareType, NaiveDate, u8),
    Stay(NaiveDate),
    Year,
    Condition(Uuid),
    /// A unit by itself, by its place.
    Alone(u16),
}

/// What was borne so far.
pub(super) struct Pots<'a> {
    deductible: Deductible,
    history: &'a History<'a>,
    borne: Vec<(Key, Yen)>,
}

/// What of a deductible a unit has to bear.
pub(super) struct Due {
    /// How often it is taken.
    pub(super) times: u16,
    /// How much of it is still to be borne.
    pub(super) yen: Yen,
}

impl<'a> Pots<'a> {
    pub(super) const fn new(deductible: Deductible, history: &'a History<'a>) -> Self {
        Self { deductible, history, borne: vec![] }
    }

    /// What the unit at a place has to bear.
    pub(super) fn due(&self, index: u16, unit: &Unit) -> Result<Due, TooLarge> {
        let times = match self.deductible.unit {
            DeductibleUnit::Day => unit.days,
            DeductibleUnit::Visit => unit.visits,
            DeductibleUnit::Payment
            | DeductibleUnit::Stay
            | DeductibleUnit::Year
            | DeductibleUnit::Condition => 1,
        };
        let whole = self.deductible.amount.times(times.into())?;
        Ok(Due { times, yen: whole.minus_to_zero(self.borne(self.key(index, unit))?) })
    }

    /// The unit at a place has borne so much.
    pub(super) fn bear(&mut self, index: u16, unit: &Unit, yen: Yen) -> Result<(), TooLarge> {
        let key = self.key(index, unit);
        let all = self.borne(key)?.plus(yen)?;
        self.borne.retain(|(known, _)| *known != key);
        self.borne.push((key, all));
        Ok(())
    }

    fn borne(&self, key: Key) -> Result<Yen, TooLarge> {
        match self.borne.iter().find(|(known, _)| *known == key) {
            Some((_, yen)) => Ok(*yen),
            None => Yen::sum(
                self.history.taken.iter().filter(|taken| key.is_of(taken)).map(|taken| taken.deducted),
            ),
        }
    }

    fn key(&self, index: u16, unit: &Unit) -> Key {
        let day = unit.care.zip(unit.span);
        match self.deductible.unit {
            DeductibleUnit::Payment => Key::Payment(unit.payment),
            DeductibleUnit::Day => day.map_or(Key::Alone(index), |(care, span)| Key::Day(care, span.from)),
            DeductibleUnit::Visit => {
                day.map_or(Key::Alone(index), |(care, span)| Key::Visit(care, span.from, unit.visit))
            }
            DeductibleUnit::Stay => unit.stay.map_or(Key::Alone(index), Key::Stay),
            DeductibleUnit::Year => Key::Year,
            DeductibleUnit::Condition => Key::Condition(unit.condition),
        }
    }
}

impl Key {
    /// Whether a unit that was paid before has borne of this.
    fn is_of(self, taken: &Taken) -> bool {
        match self {
            Self::Day(care, day) => taken.care == care && taken.from == day,
            Self::Stay(day) => taken.stay == Some(day),
            Self::Year => taken.this_year,
            Self::Condition(condition) => taken.condition == condition,
            Self::Payment(_) | Self::Visit(..) | Self::Alone(_) => false,
        }
    }
}
