//! The benefit engine: a pure function of plan, what the policy covers, what was paid before, and what is claimed. The order of the steps is
//! the canonical one, and this file is it; each step tells what it did, in numbers ([`trace`]) that [`words`] says in plain Japanese. The
//! same input gives the same result. Amounts are whole yen, and a benefit is cut to whole yen (円未満切捨て). Refuses sums that do not fit.

mod annual;
mod counts;
mod input;
mod lines;
mod pots;
mod settle;
mod trace;
mod units;
mod words;

use money::{TooLarge, Yen, share_out};

use self::trace::Trace;
pub use self::{
    input::{Cause, Claimed, ClaimedLine, Condition, Coverage, History, Taken},
    trace::{AssessedLine, Assessment, Of, Rule, Step},
    units::Unit,
    words::Language,
};
use crate::domain::plan::Plan;

/// Computes what is paid of what is claimed.
///
/// # Errors
/// [`TooLarge`] when a sum does not fit.
pub fn assess(
    plan: &Plan,
    coverage: &Coverage<'_>,
    history: &History<'_>,
    claimed: &Claimed<'_>,
) -> Result<Assessment, TooLarge> {
    let mut trace = Trace::new(claimed.lines.len());
    let mut lines = lines::eligible(plan, coverage, claimed, &mut trace)?;
    let mut units = units::grouped(plan, history, claimed, &mut lines)?;
    compute(plan, history, &mut units, claimed.paid_by_others, &mut trace)?;
    let total = Yen::sum(lines.iter().map(|line| line.amount))?;
    for (place, unit) in units.iter().enumerate() {
        let of_unit = |line: &&mut AssessedLine| line.unit.is_some_and(|unit| usize::from(unit) == place);
        let weights: Vec<Yen> = lines.iter_mut().filter(of_unit).map(|line| line.eligible).collect();
        for (line, share) in lines.iter_mut().filter(of_unit).zip(share_out(unit.benefit, weights)) {
            (line.benefit, line.cut) = (share, line.cut.or(unit.cut));
        }
    }
    assessed(plan, history, total, (lines, units), trace)
}

/// Computes what is paid of units, as they are listed: what an insurer checks its plan by.
///
/// # Errors
/// [`TooLarge`] when a sum does not fit.
pub fn assess_units(plan: &Plan, mut units: Vec<Unit>) -> Result<Assessment, TooLarge> {
    let mut trace = Trace::new(units.len());
    let history = History::default();
    units::pool(plan, &mut units);
    compute(plan, &history, &mut units, Yen::ZERO, &mut trace)?;
    let total = Yen::sum(units.iter().map(|unit| unit.eligible))?;
    assessed(plan, &history, total, (vec![], units), trace)
}

/// From the units on, each step for all of them.
fn compute(
    plan: &Plan,
    history: &History<'_>,
    units: &mut [Unit],
    paid_by_others: Yen,
    trace: &mut Trace,
) -> Result<(), TooLarge> {
    let damage = Yen::sum(units.iter().map(|unit| unit.eligible))?;
    settle::minimum(plan, units, trace)?;
    counts::limit(plan, history, units, trace)?;
    settle::settle(plan, history, units, trace)?;
    annual::limit(plan, history, units, trace)?;
    annual::others(damage, paid_by_others, units, trace)
}

fn assessed(
    plan: &Plan,
    history: &History<'_>,
    total: Yen,
    (lines, units): (Vec<AssessedLine>, Vec<Unit>),
    mut trace: Trace,
) -> Result<Assessment, TooLarge> {
    let benefit = Yen::sum(units.iter().map(|unit| unit.benefit))?;
    let eligible = Yen::sum(units.iter().map(|unit| unit.eligible))?;
    trace.tell(Of::Whole, Rule::Paid, benefit);
    let lapses_on = annual::lapse(plan, history, &units)?;
    Ok(Assessment { total, eligible, benefit, lines, units, steps: trace.0, lapses_on })
}

#[cfg(test)]
mod tests;
