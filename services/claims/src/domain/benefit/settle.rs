//! Step 5 to 8: deductible, ratio, caps; for each unit, or for those that are capped together. What a pool is paid is shared out to its
//! units by what is covered of them.

use money::{TooLarge, Yen, share_out};

use super::{
    Of, Rule,
    input::{History, Taken},
    pots::{Due, Pots},
    trace::{Trace, place},
    units::Unit,
};
use crate::domain::{
    plan::{CapOrder, DeductibleOrder, InpatientUnit, Plan, Visits},
    reason::Reason,
    treatment::CareType,
};

/// Where a pool stands.
struct Pool<'a> {
    plan: &'a Plan,
    of: Of,
    /// The places of its units.
    members: &'a [usize],
    amount: Yen,
    is_capped: bool,
}

/// 最低診療費: a payment whose eligible amount is less pays nothing.
pub(super) fn minimum(plan: &Plan, units: &mut [Unit], trace: &mut Trace) -> Result<(), TooLarge> {
    let Some(minimum) = plan.minimum else { return Ok(()) };
    for index in 0..units.len() {
        let Some(payment) = units.get(index).map(|unit| unit.payment) else { continue };
        let of_payment = units.iter().filter(|unit| unit.payment == payment).map(|unit| unit.eligible);
        let sum = Yen::sum(of_payment)?;
        if let Some(unit) = units.get_mut(index).filter(|_| sum < minimum) {
            unit.cut = Some(Reason::BelowMinimum);
            trace.tell(Of::Unit(place(index)), Rule::NotCovered(Reason::BelowMinimum), Yen::ZERO);
        }
    }
    Ok(())
}

pub(super) fn settle(
    plan: &Plan,
    history: &History<'_>,
    units: &mut [Unit],
    trace: &mut Trace,
) -> Result<(), TooLarge> {
    let mut pots = plan.deductible.map(|deductible| Pots::new(deductible, history));
    let mut members = Vec::with_capacity(units.len());
    for first in 0..units.len() {
        let pool = place(first);
        members.clear();
        let of_pool = units.iter().enumerate().filter(|(_, unit)| unit.pool == pool && unit.goes_on());
        members.extend(of_pool.map(|(index, _)| index));
        let of = match *members {
            [] => continue,
            [only] => Of::Unit(place(only)),
            [..] => Of::Pool(pool),
        };
        let pool = Pool { plan, of, members: &members, amount: Yen::ZERO, is_capped: false };
        pool.settle(history, units, &mut pots, trace)?;
    }
    Ok(())
}

impl Pool<'_> {
    fn settle(
        mut self,
        history: &History<'_>,
        units: &mut [Unit],
        pots: &mut Option<Pots<'_>>,
        trace: &mut Trace,
    ) -> Result<(), TooLarge> {
        let eligible: Vec<Yen> = self.of(units).map(|unit| unit.eligible).collect();
        let sum = Yen::sum(eligible.iter().copied())?;
        self.amount = trace.tell(self.of, Rule::Eligible, sum);
        self.deduct(DeductibleOrder::BeforeRatio, units, pots, trace)?;
        let ratio = Rule::Ratio(self.plan.ratio.get());
        self.amount = trace.tell(self.of, ratio, self.amount.share(self.plan.ratio));
        if self.plan.limits.cap_order == CapOrder::CapFirst {
            self.cap(history, units, trace)?;
        }
        self.deduct(DeductibleOrder::AfterRatio, units, pots, trace)?;
        if self.plan.limits.cap_order == CapOrder::DeductibleFirst {
            self.cap(history, units, trace)?;
        }
        for (index, share) in self.members.iter().zip(share_out(self.amount, eligible)) {
            if let Some(unit) = units.get_mut(*index) {
                let is_absorbed = share == Yen::ZERO && unit.deducted > Yen::ZERO;
                let capped = self.is_capped.then_some(Reason::LimitUnit);
                unit.benefit = share;
                unit.cut = if is_absorbed { Some(Reason::BelowDeductible) } else { capped };
            }
        }
        Ok(())
    }

    fn of<'u>(&self, units: &'u [Unit]) -> impl Iterator<Item = &'u Unit> {
        self.members.iter().filter_map(|index| units.get(*index))
    }

    /// 免責金額, if it is taken now.
    fn deduct(
        &mut self,
        now: DeductibleOrder,
        units: &mut [Unit],
        pots: &mut Option<Pots<'_>>,
        trace: &mut Trace,
    ) -> Result<(), TooLarge> {
        let deductible = self.plan.deductible.filter(|deductible| deductible.order == now);
        let (Some(deductible), Some(pots)) = (deductible, pots) else { return Ok(()) };
        let (mut times, mut whole) = (0_u16, Yen::ZERO);
        for index in self.members {
            let Some(unit) = units.get_mut(*index) else { continue };
            let Due { times: often, yen } = pots.due(place(*index), unit)?;
            let borne = yen.min(self.amount);
            (times, whole) = (times.saturating_add(often), whole.plus(yen)?);
            self.amount = self.amount.minus_to_zero(borne);
            unit.deducted = unit.deducted.plus(borne)?;
            pots.bear(place(*index), unit, borne)?;
        }
        let before_ratio = now.is_before();
        let rule = Rule::Deductible { each: deductible.amount, times, due: whole, before_ratio };
        trace.tell(self.of, rule, self.amount);
        Ok(())
    }

    /// 支払限度額; one unit without a cap leaves the whole pool without one.
    fn cap(&mut self, history: &History<'_>, units: &[Unit], trace: &mut Trace) -> Result<(), TooLarge> {
        let (mut cap, mut left) = (Yen::ZERO, Yen::ZERO);
        for unit in self.of(units) {
            let Some(of_unit) = cap_of(self.plan, unit)? else { return Ok(()) };
            cap = cap.plus(of_unit)?;
            left = left.plus(of_unit.minus_to_zero(paid(self.plan, history, unit)?))?;
        }
        if self.amount > left {
            self.amount = trace.tell(self.of, Rule::Cap { cap, left }, left);
            self.is_capped = true;
        }
        Ok(())
    }
}

/// The cap of a unit: of each day, of a stay, of a surgery.
fn cap_of(plan: &Plan, unit: &Unit) -> Result<Option<Yen>, TooLarge> {
    let Some((care, cap)) = unit.care.and_then(|care| Some((care, plan.limits.of(care).cap?))) else {
        return Ok(None);
    };
    let times = match (care, plan.limits.inpatient_unit) {
        (CareType::Outpatient, _) | (CareType::Inpatient, InpatientUnit::Day) => unit.days,
        (CareType::Inpatient, InpatientUnit::Stay) | (CareType::Surgery, _) => 1,
    };
    cap.times(times.into()).map(Some)
}

/// What was paid before for the same day or stay.
fn paid(plan: &Plan, history: &History<'_>, unit: &Unit) -> Result<Yen, TooLarge> {
    let each_visit = plan.counting.visits == Visits::Each;
    let is_same = |taken: &&Taken| {
        Some(taken.care) == unit.care
            && unit.span.is_some_and(|span| span.from == taken.from)
            && (!each_visit || taken.visit == unit.visit)
    };
    if unit.care == Some(CareType::Surgery) {
        return Ok(Yen::ZERO);
    }
    Yen::sum(history.taken.iter().filter(is_same).map(|taken| taken.benefit))
}
