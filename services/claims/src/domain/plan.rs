//! A plan: how a benefit is computed. Refuses what cannot be computed with: a ratio outside 1–100 %, negative amounts.

use money::{Ratio, Yen};
use serde::{Deserialize, Serialize};

use crate::domain::treatment::CareType;

/// A plan's rules (支払基準).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Code of the product.
    pub code: String,
    /// Name of the product.
    pub name: String,
    /// 補償割合.
    pub ratio: Ratio,
    /// 限度額 per unit.
    pub caps: Caps,
    /// 年間限度額; none for no limit.
    pub annual_cap: Option<Yen>,
    /// 免責金額; none for no deductible.
    pub deductible: Option<Deductible>,
}

/// Caps per unit: a day of outpatient or inpatient care, a surgery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Caps {
    /// 通院1日.
    pub outpatient: Option<Yen>,
    /// 入院1日.
    pub inpatient: Option<Yen>,
    /// 手術1回.
    pub surgery: Option<Yen>,
    /// Whether the caps of all units are added up and compared once with the benefit of the whole (合算して適用).
    pub pooled: bool,
}

/// 免責金額.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deductible {
    /// How much each time.
    pub amount: Yen,
    /// Before or after the ratio.
    pub order: DeductibleOrder,
    /// How often.
    pub unit: DeductibleUnit,
}

/// Before or after the ratio: two published orders that give different money for the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeductibleOrder {
    /// 補償割合を掛ける前に差し引く.
    BeforeRatio,
    /// 補償割合を掛けた後に差し引く.
    AfterRatio,
}

/// How often a deductible is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeductibleUnit {
    /// Once a unit.
    Payment,
    /// Once a day of the unit.
    Day,
}

impl Caps {
    /// The cap of one unit of a kind of care.
    #[must_use]
    pub const fn of(&self, care: CareType) -> Option<Yen> {
        match care {
            CareType::Outpatient => self.outpatient,
            CareType::Inpatient => self.inpatient,
            CareType::Surgery => self.surgery,
        }
    }
}

impl Plan {
    /// What is left of the annual cap when so much is used; none where there is no cap.
    #[must_use]
    pub fn remaining(&self, used: Yen) -> Option<Yen> {
        self.annual_cap.map(|cap| cap.minus_to_zero(used))
    }

    /// Whether every amount is positive.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let caps = [self.caps.outpatient, self.caps.inpatient, self.caps.surgery, self.annual_cap];
        let deductible = self.deductible.map(|deductible| deductible.amount);
        caps.into_iter().flatten().chain(deductible).all(|amount| amount > Yen::ZERO)
    }
}
