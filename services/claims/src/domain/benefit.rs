//! The benefit: a pure function of plan, units and what is left of the year, with every step told in plain Japanese.
//! The order is the canonical one: deductible before the ratio, ratio cut to whole yen, deductible after the ratio,
//! caps, annual cap. Refuses sums that do not fit.

use money::{TooLarge, Yen};
use serde::{Deserialize, Serialize};

use crate::domain::{
    plan::{Caps, Deductible, DeductibleOrder, DeductibleUnit, Plan},
    treatment::CareType,
};

/// What is paid at once: a day of care, a surgery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Kind of care; none where no cap applies.
    pub care: Option<CareType>,
    /// How the explanation calls it, such as 「通院 2026/11/21」.
    pub name: String,
    /// 補償の対象額（税込）.
    pub eligible: Yen,
    /// Days it spans; the amount is spread evenly over them.
    pub days: u16,
}

/// A computed benefit, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// 診療費の合計（税込）.
    pub total: Yen,
    /// 補償の対象.
    pub eligible: Yen,
    /// 保険金.
    pub benefit: Yen,
    /// Each step, in order.
    pub steps: Vec<Step>,
}

/// A step of the computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which unit; empty for the whole.
    pub unit: String,
    /// What was done.
    pub explanation: String,
    /// The amount after it.
    pub yen: Yen,
}

impl Assessment {
    /// 自己負担額.
    #[must_use]
    pub fn owner_share(&self) -> Yen {
        self.total.minus_to_zero(self.benefit)
    }
}

/// Computes the benefit of units under a plan; `remaining` is what is left of the annual cap, if there is one.
///
/// # Errors
/// [`TooLarge`] when a sum does not fit.
pub fn assess(
    plan: &Plan,
    units: &[Unit],
    total: Yen,
    remaining: Option<Yen>,
) -> Result<Assessment, TooLarge> {
    let mut steps = Trace(vec![]);
    let benefit =
        if plan.caps.pooled { pooled(plan, units, &mut steps)? } else { separate(plan, units, &mut steps)? };
    let benefit = match remaining {
        Some(remaining) if benefit > remaining => {
            steps.tell("", format!("年間限度額の残り {remaining} までとなります"), remaining)
        }
        _ => benefit,
    };
    steps.tell("", "お支払いする保険金".to_owned(), benefit);
    let eligible = Yen::sum(units.iter().map(|unit| unit.eligible))?;
    Ok(Assessment { total, eligible, benefit, steps: steps.0 })
}

/// Each unit against its own cap.
fn separate(plan: &Plan, units: &[Unit], steps: &mut Trace) -> Result<Yen, TooLarge> {
    let mut sum = Yen::ZERO;
    for unit in units {
        let times = u32::from(unit.days);
        let share = share(plan, &unit.name, unit.eligible, times, 1, steps)?;
        let paid = match cap(&plan.caps, unit)? {
            Some(cap) if share > cap => steps.tell(&unit.name, format!("限度額 {cap} までとなります"), cap),
            _ => share,
        };
        sum = sum.plus(paid)?;
    }
    Ok(sum)
}

/// The whole sum against all caps added up (合算して適用).
fn pooled(plan: &Plan, units: &[Unit], steps: &mut Trace) -> Result<Yen, TooLarge> {
    let eligible = Yen::sum(units.iter().map(|unit| unit.eligible))?;
    let days = units.iter().map(|unit| u32::from(unit.days)).sum();
    let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let share = share(plan, "", eligible, days, count, steps)?;
    let caps = units.iter().map(|unit| cap(&plan.caps, unit)).collect::<Result<Option<Vec<_>>, _>>()?;
    let Some(caps) = caps else { return Ok(share) }; // one unit without a cap leaves the whole without one
    let limit = Yen::sum(caps)?;
    Ok(if share > limit {
        steps.tell("", format!("限度額の合算 {limit} までとなります"), limit)
    } else {
        share
    })
}

/// Deductible and ratio in the plan's order.
fn share(
    plan: &Plan,
    name: &str,
    eligible: Yen,
    days: u32,
    payments: u32,
    steps: &mut Trace,
) -> Result<Yen, TooLarge> {
    let amount = steps.tell(name, "補償の対象となる診療費".to_owned(), eligible);
    let amount = deduct(plan.deductible, DeductibleOrder::BeforeRatio, name, amount, days, payments, steps)?;
    let percent = plan.ratio.get();
    let amount = steps.tell(name, format!("補償割合 {percent}％（円未満切捨て）"), amount.share(plan.ratio));
    deduct(plan.deductible, DeductibleOrder::AfterRatio, name, amount, days, payments, steps)
}

fn deduct(
    deductible: Option<Deductible>,
    now: DeductibleOrder,
    name: &str,
    amount: Yen,
    days: u32,
    payments: u32,
    steps: &mut Trace,
) -> Result<Yen, TooLarge> {
    let Some(Deductible { amount: each, order, unit }) =
        deductible.filter(|deductible| deductible.order == now)
    else {
        return Ok(amount);
    };
    let times = match unit {
        DeductibleUnit::Day => days,
        DeductibleUnit::Payment => payments,
    };
    let whole = times_of(each, times)?;
    let place =
        if order == DeductibleOrder::BeforeRatio { "補償割合の前" } else { "補償割合の後" };
    Ok(steps.tell(
        name,
        format!("免責金額 {each} × {times} を差し引きます（{place}）"),
        amount.minus_to_zero(whole),
    ))
}

/// The cap of a unit: per day of care, per surgery.
fn cap(caps: &Caps, unit: &Unit) -> Result<Option<Yen>, TooLarge> {
    let Some(care) = unit.care else { return Ok(None) };
    let times = if care == CareType::Surgery { 1 } else { u32::from(unit.days) };
    caps.of(care).map(|cap| times_of(cap, times)).transpose()
}

fn times_of(amount: Yen, times: u32) -> Result<Yen, TooLarge> {
    amount.get().checked_mul(times.into()).map(Yen::new).ok_or(TooLarge)
}

struct Trace(Vec<Step>);

impl Trace {
    fn tell(&mut self, unit: &str, explanation: String, yen: Yen) -> Yen {
        self.0.push(Step { unit: unit.to_owned(), explanation, yen });
        yen
    }
}

#[cfg(test)]
mod tests;
