//! A plan (支払基準): how a benefit is computed, as data. What can be computed with is [`Plan::faults`]'s to say; the form in which plans
//! are written down, stored and checked is [`form`].

mod applied;
mod form;
mod version;
mod waiting;

use money::{Ratio, TooLarge, Yen};
use serde::{Deserialize, Serialize};

pub use self::{
    form::PlanForm,
    version::{Draft, PlanVersion},
    waiting::Waiting,
};
use crate::domain::{reason::Reason, treatment::CareType};

/// The years within which a benefit is claimed, by 保険法95条.
const TIME_BAR_YEARS: u8 = 3;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PlanForm", into = "PlanForm")]
pub struct Plan {
    /// Code of the product.
    pub code: String,
    /// Name of the product.
    pub name: String,
    /// 補償割合.
    pub ratio: Ratio,
    /// 支払限度額 and 限度日数・回数.
    pub limits: Limits,
    /// 年間限度額 of everything; none for no limit.
    pub annual_cap: Option<Yen>,
    /// 年間限度額 of some kinds of care, such as 「入院・手術 70万円、通院 28万円」.
    pub category_caps: Vec<CategoryCap>,
    /// 免責金額; none for no deductible.
    pub deductible: Option<Deductible>,
    /// 最低診療費: a payment whose eligible amount is less pays nothing; distinct from a deductible.
    pub minimum: Option<Yen>,
    /// 待機期間.
    pub waiting: Waiting,
    /// 約款: what it says of the reasons why something is not paid.
    pub clauses: Vec<Clause>,
    /// How days and times are counted.
    pub counting: Counting,
    /// What happens when nothing is left of the annual cap.
    pub at_annual_cap: AtAnnualCap,
    /// Over what days and times are counted.
    pub limit_scope: LimitScope,
    /// Years after the treatment within which it is claimed; three by the Insurance Act (保険法95条).
    pub time_bar_years: u8,
    /// 付帯給付, such as the cost of a wheelchair: not computed from lines, settled by the insurer; part of the annual maximum.
    pub other_benefits: Vec<OtherBenefit>,
}

/// Limits of the units of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// 通院: a day.
    pub outpatient: Limit,
    /// 入院: a day or a stay.
    pub inpatient: Limit,
    /// 手術: a procedure.
    pub surgery: Limit,
    /// What inpatient care is counted and capped by.
    pub inpatient_unit: InpatientUnit,
    /// Whether caps are compared each on its own or added up.
    pub pooling: Pooling,
    /// Whether a deductible that is taken after the ratio is taken before or behind the caps.
    pub cap_order: CapOrder,
}

/// The limit of a unit of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limit {
    /// 限度額 of one unit; none for no cap.
    pub cap: Option<Yen>,
    /// 限度日数・回数 in a year; none for no limit.
    pub count: Option<u16>,
}

/// What inpatient care is counted and capped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InpatientUnit {
    /// 入院1日.
    #[default]
    Day,
    /// 1入院 (FPC: 125,000 yen a stay).
    Stay,
}

/// Whether caps are compared each on its own or added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pooling {
    /// Each on its own (PS).
    #[default]
    Separate,
    /// Those of a stay and of its surgeries added up (合算して適用, アニコム ぷち).
    Stay,
    /// Those of all units of a payment added up (楽天).
    Pooled,
}

/// Where the caps stand among the steps. No published product has both a cap of a unit and a deductible after the ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapOrder {
    /// Behind the deductible.
    #[default]
    DeductibleFirst,
    /// Before a deductible that is taken after the ratio.
    CapFirst,
}

/// An annual cap of some kinds of care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryCap {
    /// Of which kinds.
    pub cares: Vec<CareType>,
    /// How much a year.
    pub yen: Yen,
}

/// 免責金額.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deductible {
    /// How much each time.
    pub amount: Yen,
    /// Before or after the ratio.
    pub order: DeductibleOrder,
    /// How often.
    pub unit: DeductibleUnit,
}

/// Before or after the ratio: two published orders that give different money for the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeductibleOrder {
    /// 補償割合を掛ける前に差し引く.
    BeforeRatio,
    /// 補償割合を掛けた後に差し引く.
    AfterRatio,
}

/// How often a deductible is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeductibleUnit {
    /// Once a payment (リトルファミリー).
    #[default]
    Payment,
    /// Once a day of the unit (SBI ライト).
    Day,
    /// Once a visit (日本ペット: × 治療回数).
    Visit,
    /// Once a stay; what is outside of one, once a unit.
    Stay,
    /// Once a policy year (Odie).
    Year,
    /// Once a condition, over all years (Trupanion).
    Condition,
}

/// What the terms say of a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Of which.
    pub reason: Reason,
    /// Where, as a statement of payment cites it, such as 「約款第5条(2)」.
    pub clause: String,
    /// When it is covered all the same.
    #[serde(default, skip_serializing_if = "Covered::is_never")]
    pub covered: Covered,
}

/// When something is covered that the terms name as excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covered {
    /// It is not.
    #[default]
    Never,
    /// It always is.
    Always,
    /// 入院中 (ipet: 入院中の食餌).
    WhileInpatient,
    /// 炎症時 (肛門腺).
    WhenInflamed,
    /// With a valid certificate of vaccination.
    WhenVaccinated,
}

/// How days and times are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Counting {
    /// 日帰り入院（0泊1日）: inpatient (アニコム, PS) or outpatient care (日本アニマル倶楽部).
    pub day_care: DayCare,
    /// Two visits on a day.
    pub visits: Visits,
    /// A surgery takes a day of inpatient care as well (アニコム).
    pub surgery_takes_inpatient_day: bool,
    /// A second surgery in a year is covered for another condition only (PS).
    pub second_surgery_of_another_condition: bool,
}

/// What a stay without a night is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayCare {
    /// 入院.
    #[default]
    Inpatient,
    /// 通院.
    Outpatient,
}

/// What two visits on a day are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visits {
    /// One day.
    #[default]
    Day,
    /// Two.
    Each,
}

/// What happens when nothing is left of the annual cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtAnnualCap {
    /// Nothing is paid until the renewal (SBI, P&F).
    #[default]
    Suspend,
    /// The contract lapses (日本ペット: 失効).
    Lapse,
}

/// Over what days and times are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitScope {
    /// A policy year.
    #[default]
    PolicyYear,
    /// A condition goes on over renewals (通算).
    Condition,
}

/// 付帯給付.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherBenefit {
    /// Its name.
    pub name: String,
    /// At most this much a year.
    pub yen: Yen,
}

impl Limits {
    /// The limit of a kind of care.
    #[must_use]
    pub const fn of(&self, care: CareType) -> Limit {
        match care {
            CareType::Outpatient => self.outpatient,
            CareType::Inpatient => self.inpatient,
            CareType::Surgery => self.surgery,
        }
    }
}

impl Plan {
    /// A plan that covers everything at a ratio.
    #[must_use]
    pub fn new(code: String, name: String, ratio: Ratio) -> Self {
        Self {
            code,
            name,
            ratio,
            limits: Limits::default(),
            annual_cap: None,
            category_caps: vec![],
            deductible: None,
            minimum: None,
            waiting: Waiting::default(),
            clauses: vec![],
            counting: Counting::default(),
            at_annual_cap: AtAnnualCap::default(),
            limit_scope: LimitScope::default(),
            time_bar_years: TIME_BAR_YEARS,
            other_benefits: vec![],
        }
    }

    /// Whether every amount is positive.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let caps = CareType::ALL.map(|care| self.limits.of(care).cap);
        let others = [self.annual_cap, self.minimum, self.deductible.map(|deductible| deductible.amount)];
        let listed = self.category_caps.iter().map(|cap| cap.yen);
        let listed = listed.chain(self.other_benefits.iter().map(|benefit| benefit.yen));
        caps.into_iter().chain(others).flatten().chain(listed).all(|amount| amount > Yen::ZERO)
    }

    /// What is left of the annual cap when so much is used; none where there is no cap.
    #[must_use]
    pub fn remaining(&self, used: Yen) -> Option<Yen> {
        self.annual_cap.map(|cap| cap.minus_to_zero(used))
    }

    /// The most that it pays in a year: each cap as often as it may be used, but no more than the annual caps, and what is paid beside;
    /// none where nothing bounds it. Insurers print it, so a plan that was copied wrongly shows.
    ///
    /// # Errors
    /// [`TooLarge`] when it does not fit.
    pub fn annual_maximum(&self) -> Result<Option<Yen>, TooLarge> {
        let mut sum = Yen::ZERO;
        let mut is_bounded = true;
        for care in CareType::ALL {
            let Limit { cap, count } = self.limits.of(care);
            match cap.zip(count) {
                Some((cap, count)) => sum = sum.plus(cap.times(count.into())?)?,
                None => is_bounded = false,
            }
        }
        let of_categories = self.category_maximum()?;
        let least = [is_bounded.then_some(sum), of_categories, self.annual_cap].into_iter().flatten().min();
        let beside = Yen::sum(self.other_benefits.iter().map(|benefit| benefit.yen))?;
        least.map(|yen| yen.plus(beside)).transpose()
    }

    /// The sum of the categories' caps, if they are of every kind of care.
    fn category_maximum(&self) -> Result<Option<Yen>, TooLarge> {
        let is_capped = |care: &CareType| self.category_caps.iter().any(|cap| cap.cares.contains(care));
        if !CareType::ALL.iter().all(is_capped) {
            return Ok(None);
        }
        Yen::sum(self.category_caps.iter().map(|cap| cap.yen)).map(Some)
    }

    /// What its terms say of a reason, if they name it.
    #[must_use]
    pub fn clause(&self, reason: Reason) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.reason == reason)
    }
}

impl DeductibleOrder {
    /// Whether it is taken before the ratio.
    #[must_use]
    pub const fn is_before(self) -> bool {
        matches!(self, Self::BeforeRatio)
    }
}

impl Covered {
    const fn is_never(&self) -> bool {
        matches!(self, Self::Never)
    }
}

#[cfg(test)]
mod tests;
