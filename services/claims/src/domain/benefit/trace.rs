//! What each step did, in numbers: kept with the decision, and said in words when somebody reads it.

use chrono::NaiveDate;
use ids::ClaimId;
use money::Yen;
use serde::{Deserialize, Serialize};

use super::{Taken, Unit};
use crate::domain::reason::Reason;

/// A computed benefit, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// 診療費の合計（税込）.
    pub total: Yen,
    /// 補償の対象.
    pub eligible: Yen,
    /// 保険金.
    pub benefit: Yen,
    /// Each line, in the order of the claim.
    pub lines: Vec<AssessedLine>,
    /// What is paid at once: a day, a stay, a surgery.
    pub units: Vec<Unit>,
    /// Each step, in order.
    pub steps: Vec<Step>,
    /// When the policy lapses by it, if it does.
    pub lapses_on: Option<NaiveDate>,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessedLine {
    /// 金額（税込） less discounts.
    pub amount: Yen,
    /// 補償の対象.
    pub eligible: Yen,
    /// 保険金; those of a unit's lines add up to the unit's.
    pub benefit: Yen,
    /// To which unit it belongs, by its place.
    pub unit: Option<u16>,
    /// Why nothing or not all is paid of it.
    pub cut: Option<Reason>,
}

/// A step of the computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Of what.
    pub of: Of,
    /// What was done.
    pub rule: Rule,
    /// The amount after it.
    pub yen: Yen,
}

/// Of what a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Of a line, by its place.
    Line(u16),
    /// Of a unit, by its place.
    Unit(u16),
    /// Of several units that are computed as one, by the place of the first.
    Pool(u16),
    /// Of the whole.
    Whole,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 値引き.
    Discount(Yen),
    /// Not covered, for a reason.
    NotCovered(Reason),
    /// What is covered.
    Eligible,
    /// No more days or times than a limit, of which so many were left.
    Count {
        /// The limit.
        limit: u16,
        /// What was left of it.
        left: u16,
        /// Whether it is of days, and not of times.
        in_days: bool,
    },
    /// 免責金額.
    Deductible {
        /// Each time.
        each: Yen,
        /// How often.
        times: u16,
        /// What of it is still to be borne.
        due: Yen,
        /// Before or after the ratio.
        before_ratio: bool,
    },
    /// 補償割合, in per cent.
    Ratio(u8),
    /// 限度額, of which so much is left.
    Cap {
        /// The cap.
        cap: Yen,
        /// What was left of it.
        left: Yen,
    },
    /// 年間限度額 of some kinds of care, by the place of the cap in the plan; so much was left.
    CategoryCap {
        /// Which.
        place: u16,
        /// What was left of it.
        left: Yen,
    },
    /// 年間限度額; so much was left.
    AnnualCap(Yen),
    /// 他の保険: so much was paid of so much.
    Others {
        /// 損害額.
        damage: Yen,
        /// What others have paid.
        paid: Yen,
    },
    /// 保険金.
    Paid,
}

/// The steps so far.
pub(super) struct Trace(pub(super) Vec<Step>);

impl Trace {
    pub(super) fn new(lines: usize) -> Self {
        Self(Vec::with_capacity(lines.saturating_mul(2).saturating_add(4)))
    }

    pub(super) fn tell(&mut self, of: Of, rule: Rule, yen: Yen) -> Yen {
        self.0.push(Step { of, rule, yen });
        yen
    }
}

impl Assessment {
    /// What a claim takes from the limits of its policy by it.
    #[must_use]
    pub fn taken(&self, claim: ClaimId) -> Vec<Taken> {
        self.units.iter().filter_map(|unit| unit.taken(claim)).collect()
    }

    /// 自己負担額.
    #[must_use]
    pub fn owner_share(&self) -> Yen {
        self.total.minus_to_zero(self.benefit)
    }
}

/// The place of something in a list, for a trace.
pub(super) fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
