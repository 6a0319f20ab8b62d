//! The form in which a plan is written down: by an insurer, in an acceptance test (`nekonote plan check`), and where it is stored.
//! Everything but the ratio may be left out. Refuses what it does not know, since a rule that is passed over pays the wrong yen.

use fault::Violation;
use money::{Ratio, Yen};
use serde::{Deserialize, Serialize};

use super::{
    AtAnnualCap, CapOrder, CategoryCap, Clause, Counting, Covered, Deductible, DeductibleOrder,
    DeductibleUnit, InpatientUnit, Limit, LimitScope, Limits, OtherBenefit, Plan, Pooling, TIME_BAR_YEARS,
    Waiting,
};

/// Most clauses, categories or other benefits of a plan.
const MOST: usize = 100;

/// A plan as it is written down; amounts in yen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanForm {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    ratio_pct: i64,
    #[serde(default, skip_serializing_if = "PerCare::is_empty")]
    caps: PerCare<i64>,
    #[serde(default, skip_serializing_if = "PerCare::is_empty")]
    counts: PerCare<u16>,
    #[serde(default, skip_serializing_if = "is_default")]
    inpatient_unit: InpatientUnit,
    #[serde(default, skip_serializing_if = "is_default")]
    cap_mode: Pooling,
    #[serde(default, skip_serializing_if = "is_default")]
    cap_order: CapOrder,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annual_cap: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    annual_caps: Vec<CategoryCap>,
    #[serde(default, skip_serializing_if = "is_default")]
    deductible_mode: DeductibleMode,
    #[serde(default, skip_serializing_if = "is_default")]
    deductible_yen: i64,
    #[serde(default, skip_serializing_if = "is_default")]
    deductible_unit: DeductibleUnit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_claim_yen: Option<i64>,
    #[serde(default, skip_serializing_if = "is_default")]
    waiting: Waiting,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clauses: Vec<Clause>,
    #[serde(default, skip_serializing_if = "is_default")]
    counting: Counting,
    #[serde(default, skip_serializing_if = "is_default")]
    on_annual_cap: AtAnnualCap,
    #[serde(default, skip_serializing_if = "is_default")]
    limit_scope: LimitScope,
    #[serde(default = "three", skip_serializing_if = "is_three")]
    time_bar_years: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    other_benefits: Vec<OtherBenefit>,
}

/// Something of each kind of care.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PerCare<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    outpatient: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inpatient: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surgery: Option<T>,
}

/// When a deductible is taken, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DeductibleMode {
    #[default]
    None,
    Before,
    After,
}

/// Why a form is no plan; the first of its faults.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct NoPlan {
    field: String,
    message: String,
}

impl PlanForm {
    /// The plan.
    ///
    /// # Errors
    /// Everything that cannot be computed with, each by its field.
    pub fn read(self) -> Result<Plan, Vec<Violation>> {
        let mut faults = self.faults();
        let ratio = u8::try_from(self.ratio_pct).ok().and_then(|percent| Ratio::percent(percent).ok());
        let Some(ratio) = ratio.filter(|_| faults.is_empty()) else {
            if ratio.is_none() {
                faults.insert(0, wrong("ratio_pct", "1 to 100"));
            }
            return Err(faults);
        };
        let limit = |cap: Option<i64>, count| Limit { cap: cap.map(Yen::new), count };
        let order = match self.deductible_mode {
            DeductibleMode::None => None,
            DeductibleMode::Before => Some(DeductibleOrder::BeforeRatio),
            DeductibleMode::After => Some(DeductibleOrder::AfterRatio),
        };
        let (amount, unit) = (Yen::new(self.deductible_yen), self.deductible_unit);
        Ok(Plan {
            code: self.code,
            name: self.name,
            ratio,
            limits: Limits {
                outpatient: limit(self.caps.outpatient, self.counts.outpatient),
                inpatient: limit(self.caps.inpatient, self.counts.inpatient),
                surgery: limit(self.caps.surgery, self.counts.surgery),
                inpatient_unit: self.inpatient_unit,
                pooling: self.cap_mode,
                cap_order: self.cap_order,
            },
            annual_cap: self.annual_cap.map(Yen::new),
            category_caps: self.annual_caps,
            deductible: order.filter(|_| amount > Yen::ZERO).map(|order| Deductible { amount, order, unit }),
            minimum: self.min_claim_yen.map(Yen::new),
            waiting: self.waiting,
            clauses: self.clauses,
            counting: self.counting,
            at_annual_cap: self.on_annual_cap,
            limit_scope: self.limit_scope,
            time_bar_years: self.time_bar_years,
            other_benefits: self.other_benefits,
        })
    }

    fn faults(&self) -> Vec<Violation> {
        let mut faults = vec![];
        let caps = [
            ("caps.outpatient", self.caps.outpatient),
            ("caps.inpatient", self.caps.inpatient),
            ("caps.surgery", self.caps.surgery),
            ("annual_cap", self.annual_cap),
            ("min_claim_yen", self.min_claim_yen),
        ];
        let is_low =
            |(field, yen): (&'static str, Option<i64>)| yen.is_some_and(|yen| yen < 1).then_some(field);
        faults.extend(caps.into_iter().filter_map(is_low).map(|field| wrong(field, "1 yen or more")));
        if self.deductible_yen < 0 {
            faults.push(wrong("deductible_yen", "0 yen or more"));
        }
        if self.deductible_mode == DeductibleMode::None && self.deductible_yen > 0 {
            faults.push(wrong("deductible_mode", "before or after, since there is a deductible"));
        }
        for (place, cap) in self.annual_caps.iter().enumerate() {
            if cap.cares.is_empty() || cap.yen < Yen::new(1) {
                faults.push(wrong(&format!("annual_caps[{place}]"), "some kinds of care and 1 yen or more"));
            }
        }
        for (place, benefit) in self.other_benefits.iter().enumerate() {
            if benefit.name.is_empty() || benefit.yen < Yen::new(1) {
                faults.push(wrong(&format!("other_benefits[{place}]"), "a name and 1 yen or more"));
            }
        }
        for (place, clause) in self.clauses.iter().enumerate() {
            if self.clauses.iter().take(place).any(|before| before.reason == clause.reason) {
                faults.push(wrong(&format!("clauses[{place}].reason"), "each reason once"));
            }
            if clause.covered != Covered::Never && !clause.reason.is_excluded_by_terms() {
                faults.push(wrong(
                    &format!("clauses[{place}].covered"),
                    "only what a line is for may be covered",
                ));
            }
            if clause.clause.is_empty() || clause.clause.chars().count() > 100 {
                faults.push(wrong(&format!("clauses[{place}].clause"), "1 to 100 characters"));
            }
        }
        if !(1..=20).contains(&self.time_bar_years) {
            faults.push(wrong("time_bar_years", "1 to 20"));
        }
        if [self.annual_caps.len(), self.clauses.len(), self.other_benefits.len()]
            .iter()
            .any(|len| *len > MOST)
        {
            faults.push(wrong("clauses", "at most 100 of each"));
        }
        faults
    }
}

impl<T> PerCare<T> {
    const fn is_empty(&self) -> bool {
        self.outpatient.is_none() && self.inpatient.is_none() && self.surgery.is_none()
    }
}

impl TryFrom<PlanForm> for Plan {
    type Error = NoPlan;

    fn try_from(form: PlanForm) -> Result<Self, NoPlan> {
        form.read().map_err(|faults| {
            let first = faults.into_iter().next();
            let (field, message) = first.map(|it| (it.field, it.message)).unwrap_or_default();
            NoPlan { field, message }
        })
    }
}

impl From<Plan> for PlanForm {
    fn from(plan: Plan) -> Self {
        let Plan {
            code,
            name,
            ratio,
            limits: Limits { outpatient, inpatient, surgery, inpatient_unit, pooling, cap_order },
            annual_cap,
            category_caps,
            deductible,
            minimum,
            waiting,
            clauses,
            counting,
            at_annual_cap,
            limit_scope,
            time_bar_years,
            other_benefits,
        } = plan;
        let cap = |limit: Limit| limit.cap.map(Yen::get);
        Self {
            code,
            name,
            ratio_pct: ratio.get().into(),
            caps: PerCare { outpatient: cap(outpatient), inpatient: cap(inpatient), surgery: cap(surgery) },
            counts: PerCare {
                outpatient: outpatient.count,
                inpatient: inpatient.count,
                surgery: surgery.count,
            },
            inpatient_unit,
            cap_mode: pooling,
            cap_order,
            annual_cap: annual_cap.map(Yen::get),
            annual_caps: category_caps,
            deductible_mode: deductible.map_or(DeductibleMode::None, |it| match it.order {
                DeductibleOrder::BeforeRatio => DeductibleMode::Before,
                DeductibleOrder::AfterRatio => DeductibleMode::After,
            }),
            deductible_yen: deductible.map_or(0, |it| it.amount.get()),
            deductible_unit: deductible.map(|it| it.unit).unwrap_or_default(),
            min_claim_yen: minimum.map(Yen::get),
            waiting,
            clauses,
            counting,
            on_annual_cap: at_annual_cap,
            limit_scope,
            time_bar_years,
            other_benefits,
        }
    }
}

fn wrong(field: &str, message: &str) -> Violation {
    Violation::new(field, "OUT_OF_RANGE", message)
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

const fn three() -> u8 {
    TIME_BAR_YEARS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_three(years: &u8) -> bool {
    *years == TIME_BAR_YEARS
}
