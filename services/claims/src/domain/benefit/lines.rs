//! Step 1 and 2: what of each line is covered. A discount of the whole is shared out by the amounts of the lines.

use chrono::{Months, NaiveDate};
use money::{TooLarge, Yen, share_out};

use super::{
    Of, Rule,
    input::{Claimed, ClaimedLine, Condition, Coverage},
    trace::{AssessedLine, Trace, place},
};
use crate::domain::{
    plan::{Covered, Plan},
    reason::Reason,
    treatment::CareType,
};

/// Each line with what is covered of it.
pub(super) fn eligible(
    plan: &Plan,
    coverage: &Coverage<'_>,
    claimed: &Claimed<'_>,
    trace: &mut Trace,
) -> Result<Vec<AssessedLine>, TooLarge> {
    let mut shares = shares(claimed).into_iter();
    let line = |(index, line): (usize, &ClaimedLine)| {
        let of = Of::Line(place(index));
        let discount = line.discount.plus(shares.next().unwrap_or_default())?;
        let amount = line.amount.minus_to_zero(discount);
        if discount > Yen::ZERO {
            trace.tell(of, Rule::Discount(discount), amount);
        }
        let condition = claimed.conditions.get(usize::from(line.condition));
        let cut = not_covered(plan, coverage, claimed.received_on, line, condition);
        if let Some(reason) = cut {
            trace.tell(of, Rule::NotCovered(reason), Yen::ZERO);
        }
        let eligible = if cut.is_some() { Yen::ZERO } else { amount };
        Ok(AssessedLine { amount, eligible, benefit: Yen::ZERO, unit: None, cut })
    };
    claimed.lines.iter().enumerate().map(line).collect()
}

fn shares(claimed: &Claimed<'_>) -> Vec<Yen> {
    if claimed.discount == Yen::ZERO {
        return vec![];
    }
    share_out(claimed.discount, claimed.lines.iter().map(|line| line.amount.minus_to_zero(line.discount)))
}

/// Why a line is not covered: contract, waiting period, what appeared before, what the policy excludes, time bar; then the terms; then what
/// the clinic says. Contract and waiting period are judged by days of treatment and onset, never by the day of the claim.
fn not_covered(
    plan: &Plan,
    coverage: &Coverage<'_>,
    received_on: NaiveDate,
    line: &ClaimedLine,
    condition: Option<&Condition>,
) -> Option<Reason> {
    let on = line.on;
    if on < coverage.starts_on || on > coverage.ends_on {
        return Some(Reason::OutsideTerm);
    }
    if coverage.lapsed_on.is_some_and(|lapsed| on > lapsed) {
        return Some(Reason::Lapsed);
    }
    condition
        .and_then(|condition| excluded_condition(plan, coverage, condition))
        .or_else(|| is_barred(plan, on, received_on).then_some(Reason::TimeBarred))
        .or_else(|| line.excluded_as.filter(|reason| is_excluded(plan, line, *reason)))
        .or_else(|| (!line.insured).then_some(Reason::NotInsured))
}

fn excluded_condition(plan: &Plan, coverage: &Coverage<'_>, condition: &Condition) -> Option<Reason> {
    let is_named = condition.diagnosis.is_some_and(|code| coverage.not_covered.contains(&code));
    let onset = condition.onset_on;
    let until = plan.waiting.last_day(condition.cause, coverage.first_starts_on);
    if onset.is_some_and(|onset| onset < coverage.first_starts_on) {
        Some(Reason::Preexisting)
    } else if onset.zip(until).is_some_and(|(onset, until)| onset <= until) {
        Some(Reason::Waiting)
    } else {
        is_named.then_some(Reason::ConditionExcluded)
    }
}

fn is_barred(plan: &Plan, on: NaiveDate, received_on: NaiveDate) -> bool {
    let until = on.checked_add_months(Months::new(u32::from(plan.time_bar_years) * 12));
    until.is_some_and(|until| received_on > until)
}

/// What the terms do not name is covered: nobody is refused without a clause.
fn is_excluded(plan: &Plan, line: &ClaimedLine, reason: Reason) -> bool {
    reason.is_excluded_by_terms()
        && plan.clause(reason).is_some_and(|clause| match clause.covered {
            Covered::Never => true,
            Covered::Always => false,
            Covered::WhileInpatient => line.care != CareType::Inpatient,
            Covered::WhenInflamed | Covered::WhenVaccinated => line.circumstance != Some(clause.covered),
        })
}
