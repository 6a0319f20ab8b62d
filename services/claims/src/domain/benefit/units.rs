//! Step 3: what is paid at once. Outpatient care is a day (or each visit), inpatient care a day or a stay, a surgery itself; in order of
//! the day of treatment.

use chrono::NaiveDate;
use ids::ClaimId;
use money::{TooLarge, Yen};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    input::{Claimed, ClaimedLine, History, Stay, Taken},
    trace::{AssessedLine, place},
};
use crate::domain::{
    plan::{DayCare, DeductibleUnit, InpatientUnit, LimitScope, Plan, Pooling, Visits},
    reason::Reason,
    treatment::CareType,
};

/// What is paid at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Kind of care; none where no cap applies.
    pub care: Option<CareType>,
    /// Its days; none of a unit that is only listed.
    pub span: Option<Span>,
    /// How many days it has; its amount is spread evenly over them.
    pub days: u16,
    /// Which visit of the day, or its last.
    pub visit: u8,
    /// Which surgery of the day.
    pub procedure: u8,
    /// How many visits it has.
    pub visits: u16,
    /// The first day of the stay that it belongs to.
    pub stay: Option<NaiveDate>,
    /// Of which condition.
    pub condition: Uuid,
    /// With which others it is capped.
    pub pool: u16,
    /// To which payment it belongs: those of a claim to one, listed ones each to its own.
    pub payment: u16,
    /// 補償の対象額（税込）.
    pub eligible: Yen,
    /// Days or times that it takes from a limit.
    pub counts: u16,
    /// How much of the deductible it has borne.
    pub deducted: Yen,
    /// 保険金.
    pub benefit: Yen,
    /// Why nothing or not all is paid of it.
    pub cut: Option<Reason>,
}

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Unit {
    /// A unit that is only listed, at a place.
    #[must_use]
    pub fn listed(index: usize, care: Option<CareType>, eligible: Yen, days: u16) -> Self {
        Self {
            care,
            span: None,
            days,
            visit: 0,
            procedure: 0,
            visits: days,
            stay: None,
            condition: Uuid::nil(),
            pool: place(index),
            payment: place(index),
            eligible,
            counts: 0,
            deducted: Yen::ZERO,
            benefit: Yen::ZERO,
            cut: None,
        }
    }

    /// Takes in a line; lines come in the order of their visits.
    fn add(&mut self, line: &Self, eligible: Yen) -> Result<(), TooLarge> {
        self.eligible = self.eligible.plus(eligible)?;
        self.visits = self.visits.saturating_add(u16::from(line.visit != self.visit));
        self.visit = line.visit;
        Ok(())
    }

    /// What it takes from the limits of its policy: nothing where nothing was paid and no deductible borne.
    pub(super) fn taken(&self, claim: ClaimId) -> Option<Taken> {
        let (care, Span { from, to }) = self.care.zip(self.span)?;
        let takes = self.benefit > Yen::ZERO || self.deducted > Yen::ZERO;
        takes.then_some(Taken {
            claim: Some(claim),
            care,
            from,
            to,
            counts: if self.benefit > Yen::ZERO { self.counts } else { 0 },
            visit: self.visit,
            stay: self.stay,
            condition: self.condition,
            deducted: self.deducted,
            benefit: self.benefit,
            this_year: true,
        })
    }

    /// Whether something is still to be computed of it.
    pub(super) const fn goes_on(&self) -> bool {
        self.cut.is_none()
    }
}

/// The units of the lines that are covered; each line is told its own.
pub(super) fn grouped(
    plan: &Plan,
    history: &History<'_>,
    claimed: &Claimed<'_>,
    lines: &mut [AssessedLine],
) -> Result<Vec<Unit>, TooLarge> {
    let stays = stays(history, claimed);
    let mut order: Vec<(&ClaimedLine, &mut AssessedLine)> =
        claimed.lines.iter().zip(lines).filter(|(_, assessed)| assessed.cut.is_none()).collect();
    order.sort_by_key(|(line, _)| (line.on, line.care, line.visit, line.condition, line.procedure));
    let mut units: Vec<Unit> = Vec::with_capacity(order.len().min(16));
    for (line, assessed) in order {
        let unit = unit_of(plan, claimed, line, &stays);
        let index = units.iter().position(|known| is_same(plan, known, &unit)).unwrap_or(units.len());
        match units.get_mut(index) {
            Some(known) => known.add(&unit, assessed.eligible)?,
            None => units.push(Unit { eligible: assessed.eligible, ..unit }),
        }
        assessed.unit = Some(place(index));
    }
    pool(plan, &mut units);
    Ok(units)
}

/// 入院期間: those that are told, and days of inpatient care that follow each other, or a stay of which days were paid before.
fn stays(history: &History<'_>, claimed: &Claimed<'_>) -> Vec<Stay> {
    let mut stays = claimed.stays.to_vec();
    let inpatient = claimed.lines.iter().filter(|line| line.care == CareType::Inpatient);
    let mut days: Vec<NaiveDate> = inpatient.map(|line| line.on).collect();
    days.sort_unstable();
    for day in days {
        if stays.iter().any(|stay| stay.has(day)) {
            continue;
        }
        let from = begun(history, day);
        let mut found = stays.iter_mut().skip(claimed.stays.len());
        match found.find(|stay| stay.to.succ_opt() == Some(day) || stay.from == from) {
            Some(stay) => stay.to = day,
            None => stays.push(Stay { from, to: day }),
        }
    }
    stays
}

/// The first day of the stay that a day goes on with, of those of which days were paid before; or itself.
fn begun(history: &History<'_>, day: NaiveDate) -> NaiveDate {
    let inpatient = history.taken.iter().filter(|taken| taken.care == CareType::Inpatient);
    let mut before = inpatient.filter(|taken| taken.has(day) || taken.to.succ_opt() == Some(day));
    before.find_map(|taken| taken.stay).unwrap_or(day)
}

/// The unit that a line belongs to, without its amount.
fn unit_of(plan: &Plan, claimed: &Claimed<'_>, line: &ClaimedLine, stays: &[Stay]) -> Unit {
    let stay = stays.iter().find(|stay| stay.has(line.on));
    let is_day_care = stay.is_some_and(|stay| stay.from == stay.to);
    let as_outpatient = is_day_care && plan.counting.day_care == DayCare::Outpatient;
    let care = match line.care {
        CareType::Inpatient if as_outpatient => CareType::Outpatient,
        care => care,
    };
    let is_stay = care == CareType::Inpatient && plan.limits.inpatient_unit == InpatientUnit::Stay;
    let span = match stay.filter(|_| is_stay) {
        Some(Stay { from, to }) => Span { from: *from, to: *to },
        None => Span { from: line.on, to: line.on },
    };
    let days = (span.to - span.from).num_days().saturating_add(1);
    let condition = claimed.conditions.get(usize::from(line.condition)).map(|it| it.id).unwrap_or_default();
    Unit {
        span: Some(span),
        visit: line.visit,
        procedure: if care.is_surgery() { line.procedure } else { 0 },
        visits: 1,
        stay: stay.filter(|_| care != CareType::Outpatient).map(|stay| stay.from),
        condition: if by_condition(plan, care) { condition } else { Uuid::nil() },
        payment: 0,
        ..Unit::listed(0, Some(care), Yen::ZERO, u16::try_from(days).unwrap_or(u16::MAX))
    }
}

/// Whether units of different conditions are different units: surgeries are, and days are where each condition bears its deductible or
/// has its own limit.
fn by_condition(plan: &Plan, care: CareType) -> bool {
    let bears = plan.deductible.is_some_and(|deductible| deductible.unit == DeductibleUnit::Condition);
    care.is_surgery() || bears || plan.limit_scope == LimitScope::Condition
}

fn is_same(plan: &Plan, one: &Unit, other: &Unit) -> bool {
    let each_visit = one.care == Some(CareType::Outpatient) && plan.counting.visits == Visits::Each;
    (one.care, one.span, one.procedure, one.condition)
        == (other.care, other.span, other.procedure, other.condition)
        && (!each_visit || one.visit == other.visit)
}

/// Which units are capped together.
pub(super) fn pool(plan: &Plan, units: &mut [Unit]) {
    let stays: Vec<Option<NaiveDate>> = units.iter().map(|unit| unit.stay).collect();
    for (index, unit) in units.iter_mut().enumerate() {
        let first = match plan.limits.pooling {
            Pooling::Separate => index,
            Pooling::Pooled => 0,
            Pooling::Stay => {
                stays.iter().position(|stay| unit.stay.is_some() && *stay == unit.stay).unwrap_or(index)
            }
        };
        unit.pool = place(first);
    }
}
