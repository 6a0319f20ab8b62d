//! Step 9 and 10: what is left of the year, by kinds of care and of everything, and what others have paid. Earlier days of treatment come
//! first, so what is cut is the end.

use chrono::NaiveDate;
use money::{TooLarge, Yen};

use super::{
    Of, Rule,
    input::History,
    trace::{Trace, place},
    units::Unit,
};
use crate::domain::{
    plan::{AtAnnualCap, CategoryCap, Plan},
    reason::Reason,
};

/// 年間限度額.
pub(super) fn limit(
    plan: &Plan,
    history: &History<'_>,
    units: &mut [Unit],
    trace: &mut Trace,
) -> Result<(), TooLarge> {
    for (index, CategoryCap { cares, yen }) in plan.category_caps.iter().enumerate() {
        let paid = history.taken.iter().filter(|taken| taken.this_year && cares.contains(&taken.care));
        let left = yen.minus_to_zero(Yen::sum(paid.map(|taken| taken.benefit))?);
        let is_of = |unit: &Unit| unit.care.is_some_and(|care| cares.contains(&care));
        if let Some(sum) = cut(units, left, Reason::LimitAnnual, is_of)? {
            trace.tell(Of::Whole, Rule::CategoryCap { place: place(index), left }, sum);
        }
    }
    let Some(left) = plan.remaining(history.used) else { return Ok(()) };
    if let Some(sum) = cut(units, left, Reason::LimitAnnual, |_| true)? {
        trace.tell(Of::Whole, Rule::AnnualCap(left), sum);
    }
    Ok(())
}

/// 他の保険契約等がある場合: each is liable as if it were alone; who pays behind others pays what of the damage is left.
pub(super) fn others(damage: Yen, paid: Yen, units: &mut [Unit], trace: &mut Trace) -> Result<(), TooLarge> {
    if paid <= Yen::ZERO {
        return Ok(());
    }
    let left = damage.minus_to_zero(paid);
    if let Some(sum) = cut(units, left, Reason::OtherInsurance, |_| true)? {
        trace.tell(Of::Whole, Rule::Others { damage, paid }, sum);
    }
    Ok(())
}

/// The last day that is paid, if nothing is left of the year behind it and the plan ends the contract then (失効).
pub(super) fn lapse(
    plan: &Plan,
    history: &History<'_>,
    units: &[Unit],
) -> Result<Option<NaiveDate>, TooLarge> {
    let paid = Yen::sum(units.iter().map(|unit| unit.benefit))?;
    let ends = plan.at_annual_cap == AtAnnualCap::Lapse && paid > Yen::ZERO;
    let left = plan.remaining(history.used.plus(paid)?);
    let last = || {
        units.iter().filter(|unit| unit.benefit > Yen::ZERO).filter_map(|unit| unit.span).map(|span| span.to)
    };
    Ok(if ends && left == Some(Yen::ZERO) { last().max() } else { None })
}

/// Cuts the benefits of some units to a sum, the last first; says the sum of all if that cut anything.
fn cut(
    units: &mut [Unit],
    most: Yen,
    reason: Reason,
    is_of: impl Fn(&Unit) -> bool,
) -> Result<Option<Yen>, TooLarge> {
    let (mut left, mut has_cut) = (most, false);
    for unit in units.iter_mut().filter(|unit| is_of(unit)) {
        if unit.benefit > left {
            (unit.benefit, unit.cut, has_cut) = (left, Some(reason), true);
        }
        left = left.minus_to_zero(unit.benefit);
    }
    if !has_cut {
        return Ok(None);
    }
    Yen::sum(units.iter().map(|unit| unit.benefit)).map(Some)
}
