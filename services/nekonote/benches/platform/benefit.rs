//! The benefit engine on one core: a ten-line claim from typed input to what is said of each line.

use std::{hint::black_box, time::Instant};

use chrono::NaiveDate;
use claims::{
    benefit::{Cause, Claimed, ClaimedLine, Condition, Coverage, History, Language, assess},
    plan::Plan,
    reason::Reason,
    treatment::CareType,
};
use money::Yen;
use uuid::Uuid;

use crate::{ROUNDS, median, report};

const CLAIMS: u32 = 200_000;
/// What it may take, in microseconds.
const TARGET: f64 = 4.5;
const PLAN: &str = r#"{
    "ratio_pct": 70, "caps": { "outpatient": 12000, "inpatient": 30000, "surgery": 150000 },
    "counts": { "outpatient": 22, "inpatient": 22, "surgery": 2 }, "annual_cap": 700000,
    "deductible_mode": "after", "deductible_yen": 1000, "deductible_unit": "day", "waiting": { "illness": "P30D" },
    "clauses": [{ "reason": "PREVENTION", "clause": "約款第5条(1)" },
        { "reason": "FOOD", "clause": "約款第5条(8)", "covered": "while_inpatient" }]
}"#;

pub(crate) fn measure() {
    let plan: Plan = serde_json::from_str(PLAN).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let coverage = Coverage {
        starts_on: day("2026-04-01"),
        ends_on: day("2027-03-31"),
        first_starts_on: day("2026-04-01"),
        lapsed_on: None,
        not_covered: &[],
    };
    let onset_on = Some(day("2026-11-01"));
    let conditions = [Condition { id: Uuid::nil(), cause: Cause::Illness, onset_on, diagnosis: None }];
    let lines: Vec<ClaimedLine> = (0..10).map(|index| line(index, day("2026-11-20"))).collect();
    let claimed = Claimed {
        received_on: day("2026-11-24"),
        lines: &lines,
        conditions: &conditions,
        stays: &[],
        discount: Yen::ZERO,
        paid_by_others: Yen::ZERO,
    };
    let history = History { used: Yen::new(100_000), taken: &[] };
    let round = |_| {
        let begin = Instant::now();
        for _ in 0..CLAIMS {
            let assessment = assess(&plan, &coverage, &history, black_box(&claimed)).unwrap();
            black_box(assessment.lines_told(&plan, Language::Japanese));
        }
        begin.elapsed().as_secs_f64() * 1e6 / f64::from(CLAIMS)
    };
    let rounds: Vec<f64> = (0..=ROUNDS).map(round).skip(1).collect();
    let micros = median(&rounds);
    let detail = format!("{micros:.2} µs a claim of ten lines");
    report("benefit, typed input to each line's explanation", micros / TARGET, "≤ 1", &detail);
}

fn line(index: u8, first: NaiveDate) -> ClaimedLine {
    ClaimedLine {
        on: first + chrono::Days::new(u64::from(index % 3)),
        care: if index == 9 { CareType::Surgery } else { CareType::Outpatient },
        amount: Yen::new(3_300 + i64::from(index) * 770),
        discount: Yen::ZERO,
        insured: true,
        excluded_as: match index {
            3 => Some(Reason::Prevention),
            5 => Some(Reason::Food),
            _ => None,
        },
        circumstance: None,
        condition: 0,
        visit: 0,
        procedure: 0,
    }
}
