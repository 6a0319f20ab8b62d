//! What the terms say, rule by rule; and what must hold for every plan and every claim.

mod always;
mod counting;
mod covered;
mod limits;
mod reference;
mod told;

use chrono::NaiveDate;
use ids::ClaimId;
use money::Yen;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::domain::{plan::Plan, reason::Reason, treatment::CareType};

const OUT: CareType = CareType::Outpatient;
const IN: CareType = CareType::Inpatient;
const OP: CareType = CareType::Surgery;

/// A claim of one condition, in a policy year from April 2026 on.
struct Case {
    plan: Plan,
    used: i64,
    taken: Vec<Taken>,
    lines: Vec<ClaimedLine>,
    conditions: Vec<Condition>,
    stays: Vec<input::Stay>,
    discount: i64,
    paid_by_others: i64,
    received_on: NaiveDate,
    first_starts_on: NaiveDate,
    lapsed_on: Option<NaiveDate>,
    not_covered: Vec<crate::domain::diagnosis::DiagnosisCode>,
}

impl Case {
    fn new(plan: Value) -> Self {
        Self {
            plan: serde_json::from_value(plan).unwrap(),
            used: 0,
            taken: vec![],
            lines: vec![],
            conditions: vec![condition(1)],
            stays: vec![],
            discount: 0,
            paid_by_others: 0,
            received_on: day("2026-12-01"),
            first_starts_on: day("2026-04-01"),
            lapsed_on: None,
            not_covered: vec![],
        }
    }

    fn with(mut self, on: &str, care: CareType, yen: i64) -> Self {
        self.lines.push(line(on, care, yen));
        self
    }

    fn assess(&self) -> Assessment {
        let coverage = Coverage {
            starts_on: day("2026-04-01"),
            ends_on: day("2027-03-31"),
            first_starts_on: self.first_starts_on,
            lapsed_on: self.lapsed_on,
            not_covered: &self.not_covered,
        };
        let claimed = Claimed {
            received_on: self.received_on,
            lines: &self.lines,
            conditions: &self.conditions,
            stays: &self.stays,
            discount: Yen::new(self.discount),
            paid_by_others: Yen::new(self.paid_by_others),
        };
        let history = History { used: Yen::new(self.used), taken: &self.taken };
        assess(&self.plan, &coverage, &history, &claimed).unwrap()
    }

    fn benefit(&self) -> i64 {
        self.assess().benefit.get()
    }

    /// What each line is paid.
    fn benefits(&self) -> Vec<i64> {
        self.assess().lines.iter().map(|line| line.benefit.get()).collect()
    }

    fn cuts(&self) -> Vec<Option<Reason>> {
        self.assess().lines.iter().map(|line| line.cut).collect()
    }

    /// The same policy behind this claim, with nothing claimed.
    fn next(self) -> Self {
        let assessment = self.assess();
        let mut taken = self.taken;
        taken.extend(assessment.taken(ClaimId::generate()));
        Self { used: self.used + assessment.benefit.get(), taken, lines: vec![], ..self }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn line(on: &str, care: CareType, yen: i64) -> ClaimedLine {
    ClaimedLine {
        on: day(on),
        care,
        amount: Yen::new(yen),
        discount: Yen::ZERO,
        insured: true,
        excluded_as: None,
        circumstance: None,
        condition: 0,
        visit: 0,
        procedure: 0,
    }
}

fn condition(id: u128) -> Condition {
    Condition {
        id: Uuid::from_u128(id),
        cause: Cause::Illness,
        onset_on: Some(day("2026-11-01")),
        diagnosis: None,
    }
}
