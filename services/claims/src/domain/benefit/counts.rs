//! Step 4: 限度日数・回数. What is left is given out in the order of the days of treatment, behind what was paid before: a claim that comes
//! late for an earlier day takes from what is left and changes nothing that was paid. A day on which nothing is paid is not counted.

use money::{TooLarge, Yen};

use super::{
    Of, Rule,
    input::{History, Taken},
    pots::Pots,
    trace::{Trace, place},
    units::Unit,
};
use crate::domain::{
    plan::{DeductibleUnit, InpatientUnit, LimitScope, Plan, Visits},
    reason::Reason,
    treatment::CareType,
};

pub(super) fn limit(
    plan: &Plan,
    history: &History<'_>,
    units: &mut [Unit],
    trace: &mut Trace,
) -> Result<(), TooLarge> {
    for index in 0..units.len() {
        let (before, rest) = units.split_at_mut(index);
        let Some((unit, care)) = rest.first_mut().and_then(|unit| unit.care.map(|care| (unit, care))) else {
            continue;
        };
        if !unit.goes_on() || !pays(plan, history, (index, unit))? {
            continue;
        }
        let of = Of::Unit(place(index));
        if is_second_of_a_cause(plan, history, before, unit) {
            unit.cut = Some(Reason::LimitSameCause);
            trace.tell(of, Rule::NotCovered(Reason::LimitSameCause), Yen::ZERO);
            continue;
        }
        let wants = if is_counted(plan, history, unit) { 0 } else { wants(plan, unit, care) };
        unit.counts = wants;
        let Some(limit) = plan.limits.of(care).count else { continue };
        let left = limit.saturating_sub(used(plan, history, before, unit, care));
        if wants > left {
            cut(plan, unit, care, left);
            trace.tell(of, Rule::Count { limit, left, in_days: is_in_days(plan, care) }, unit.eligible);
        }
    }
    Ok(())
}

/// Days of outpatient and inpatient care, stays, surgeries.
const fn wants(plan: &Plan, unit: &Unit, care: CareType) -> u16 {
    if is_in_days(plan, care) { unit.days } else { 1 }
}

const fn is_in_days(plan: &Plan, care: CareType) -> bool {
    match (care, plan.limits.inpatient_unit) {
        (CareType::Outpatient, _) | (CareType::Inpatient, InpatientUnit::Day) => true,
        (CareType::Inpatient, InpatientUnit::Stay) | (CareType::Surgery, _) => false,
    }
}

/// As much of a unit as there is left; of a stay that is counted by days, so many days of its evenly spread amount.
fn cut(plan: &Plan, unit: &mut Unit, care: CareType, left: u16) {
    let (in_days, days) = (is_in_days(plan, care), unit.days.max(1));
    unit.eligible = match left {
        0 => Yen::ZERO,
        left => unit.eligible.part(left.into(), days.into()),
    };
    unit.cut = (left == 0).then_some(if in_days { Reason::LimitDays } else { Reason::LimitTimes });
    (unit.counts, unit.days) = (left, if left == 0 { unit.days } else { left });
    // What is not paid has no visits that a deductible is borne for.
    unit.visits = if in_days && left > 0 { unit.visits.min(left) } else { unit.visits };
}

/// Whether its day or stay was paid, and counted, before.
fn is_counted(plan: &Plan, history: &History<'_>, unit: &Unit) -> bool {
    let Some(span) = unit.span.filter(|_| unit.care != Some(CareType::Surgery)) else { return false };
    let paid = history.taken.iter().filter(|taken| taken.counts > 0);
    paid.clone().any(|taken| {
        Some(taken.care) == unit.care && taken.from == span.from && is_same_visit(plan, taken, unit)
    }) || unit.care == Some(CareType::Inpatient)
        && plan.counting.surgery_takes_inpatient_day
        && paid.clone().any(|taken| taken.care.is_surgery() && taken.from == span.from)
}

fn is_same_visit(plan: &Plan, taken: &Taken, unit: &Unit) -> bool {
    plan.counting.visits == Visits::Day
        || unit.care != Some(CareType::Outpatient)
        || taken.visit == unit.visit
}

/// How many are used: in this policy year, and of a condition over renewals where the plan says so.
fn used(plan: &Plan, history: &History<'_>, before: &[Unit], unit: &Unit, care: CareType) -> u16 {
    let over_renewals = plan.limit_scope == LimitScope::Condition;
    let taken = || {
        let counted = history.taken.iter();
        counted.filter(|taken| taken.this_year || over_renewals && taken.condition == unit.condition)
    };
    let earlier = taken().filter(|taken| taken.care == care).map(|taken| taken.counts);
    let now = before.iter().filter(|unit| unit.care == Some(care) && unit.goes_on()).map(|unit| unit.counts);
    let sum = earlier.chain(now).fold(0_u16, u16::saturating_add);
    if care != CareType::Inpatient || !plan.counting.surgery_takes_inpatient_day {
        return sum;
    }
    let is_in_hospital = |day| taken().any(|taken| taken.care == care && taken.counts > 0 && taken.has(day));
    let surgeries =
        taken().filter(|taken| taken.care.is_surgery() && taken.counts > 0).map(|taken| taken.from);
    let counted = |unit: &&Unit, care| unit.care == Some(care) && unit.counts > 0 && unit.goes_on();
    let now = before.iter().filter(|unit| counted(unit, CareType::Surgery));
    let mut days: Vec<_> = surgeries.chain(now.filter_map(|unit| unit.span).map(|span| span.from)).collect();
    days.sort_unstable();
    days.dedup();
    let of_surgeries = days.into_iter().filter(|day| {
        !is_in_hospital(*day)
            && !before
                .iter()
                .filter(|unit| counted(unit, care))
                .any(|unit| unit.span.is_some_and(|span| span.from == *day))
    });
    sum.saturating_add(place(of_surgeries.count()))
}

/// Whether it is a surgery of a condition that had one, under a plan that pays the second for another cause alone (PS).
fn is_second_of_a_cause(plan: &Plan, history: &History<'_>, before: &[Unit], unit: &Unit) -> bool {
    let asks = plan.counting.second_surgery_of_another_condition && unit.care == Some(CareType::Surgery);
    let is_paid = |taken: &Taken| taken.this_year && taken.counts > 0 && taken.care.is_surgery();
    asks && (history.taken.iter().any(|taken| is_paid(taken) && taken.condition == unit.condition)
        || before.iter().any(|other| {
            other.care == unit.care
                && other.condition == unit.condition
                && other.counts > 0
                && other.goes_on()
        }))
}

/// Whether it pays anything by itself, so that it takes a day: not what is absorbed by what is left of its own deductible.
fn pays(plan: &Plan, history: &History<'_>, (index, unit): (usize, &Unit)) -> Result<bool, TooLarge> {
    let own = plan.deductible.filter(|deductible| match deductible.unit {
        DeductibleUnit::Day | DeductibleUnit::Visit => true,
        DeductibleUnit::Payment => unit.span.is_none(),
        DeductibleUnit::Stay => unit.stay.is_none(),
        DeductibleUnit::Year | DeductibleUnit::Condition => false,
    });
    let Some(deductible) = own else { return Ok(unit.eligible.share(plan.ratio) > Yen::ZERO) };
    let due = Pots::new(deductible, history).due(place(index), unit)?.yen;
    Ok(if deductible.order.is_before() {
        unit.eligible.minus_to_zero(due).share(plan.ratio) > Yen::ZERO
    } else {
        unit.eligible.share(plan.ratio) > due
    })
}
