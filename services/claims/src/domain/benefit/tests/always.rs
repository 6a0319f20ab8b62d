//! What must hold for every plan and every claim.

use proptest::{collection::vec, prelude::*};
use serde_json::json;

use super::*;
use crate::domain::plan::{LimitScope, Pooling};

fn plans() -> impl Strategy<Value = Value> {
    let amounts = (1i64..=100, 1i64..30_000, 1i64..30_000, 1u16..6, 0i64..8_000, 1i64..200_000);
    let choices = (0usize..3, 0usize..3, 0usize..6, 0usize..2, any::<[bool; 6]>());
    (amounts, choices).prop_map(|((ratio, cap, other, count, deductible, annual), (pool, mode, unit, order, flags))| {
        let [day_care, visits, takes, stay, scope, lapse] = flags;
        let pick = |flag: bool, one: &'static str, another: &'static str| if flag { one } else { another };
        let (care, mode) = (["outpatient", "inpatient", "surgery"][pool], ["none", "before", "after"][mode]);
        let pooling = ["separate", "stay", "pooled"][pool];
        let unit = ["payment", "day", "visit", "stay", "year", "condition"][unit];
        json!({
            "ratio_pct": ratio,
            "caps": { "outpatient": other, care: cap },
            "counts": { "outpatient": count, care: count },
            "cap_mode": pooling,
            "cap_order": (pick(order == 0, "deductible_first", "cap_first")),
            "inpatient_unit": (pick(stay, "stay", "day")),
            "annual_cap": annual,
            "annual_caps": [{ "cares": ["inpatient", "outpatient"], "yen": annual / 2 + 1 }],
            "deductible_mode": mode,
            "deductible_yen": (if mode == "none" { 0 } else { deductible }),
            "deductible_unit": unit,
            "counting": { "day_care": (pick(day_care, "inpatient", "outpatient")), "visits": (pick(visits, "day", "each")),
                "surgery_takes_inpatient_day": takes },
            "limit_scope": (pick(scope, "policy_year", "condition")),
            "on_annual_cap": (pick(lapse, "lapse", "suspend")),
        })
    })
}

fn claims() -> impl Strategy<Value = Vec<(u64, usize, i64, u8, u8)>> {
    vec((0u64..20, 0usize..3, 0i64..60_000, 0u8..2, 0u8..2), 0..12)
}

fn lines(claim: &[(u64, usize, i64, u8, u8)]) -> Vec<ClaimedLine> {
    let line = |(after, care, yen, condition, visit): &(u64, usize, i64, u8, u8)| ClaimedLine {
        on: day("2026-11-01") + chrono::Days::new(*after),
        condition: *condition,
        visit: *visit,
        insured: *yen % 7 != 0,
        ..line("2026-11-01", CareType::ALL[*care], *yen)
    };
    claim.iter().map(line).collect()
}

proptest! {
    #[test]
    fn yen_are_neither_made_nor_lost(plan in plans(), claims in vec(claims(), 1..4), discount in 0i64..5_000, others in 0i64..9_000) {
        let mut case = Case::new(plan);
        case.conditions = vec![condition(1), condition(2)];
        let annual = case.plan.annual_cap.unwrap().get();
        for claim in claims {
            case.lines = lines(&claim);
            (case.discount, case.paid_by_others) = (discount, others);
            let assessment = case.assess();
            let sum = |of: fn(&AssessedLine) -> Yen| assessment.lines.iter().map(|line| of(line).get()).sum::<i64>();
            let gross: i64 = case.lines.iter().map(|line| line.amount.get()).sum();
            let benefit = assessment.benefit.get();
            prop_assert_eq!(sum(|line| line.amount), (gross - discount).max(0));
            prop_assert_eq!((sum(|line| line.amount), sum(|line| line.benefit)), (assessment.total.get(), benefit));
            prop_assert_eq!(assessment.units.iter().map(|unit| unit.benefit.get()).sum::<i64>(), benefit);
            prop_assert!(assessment.lines.iter().all(|line| line.benefit <= line.eligible && line.benefit >= Yen::ZERO));
            prop_assert_eq!(assessment.owner_share().get() + benefit, assessment.total.get());
            prop_assert!(benefit * 100 <= assessment.eligible.get() * i64::from(case.plan.ratio.get()));
            prop_assert!(case.used + benefit <= annual, "the year is never overspent");
            prop_assert_eq!(&case.assess(), &assessment);
            let kept = serde_json::to_string(&assessment).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Assessment>(&kept).unwrap(), &assessment);
            prop_assert_eq!(assessment.told(&case.plan, Language::Japanese).len(), assessment.steps.len());
            case = case.next();
        }
        let counted = |care| case.taken.iter().filter(|taken| taken.care == care).map(|taken| taken.counts).sum::<u16>();
        if let Some(count) = case.plan.limits.outpatient.count.filter(|_| case.plan.limit_scope == LimitScope::PolicyYear) {
            prop_assert!(counted(OUT) <= count, "nor are its days");
        }
    }

    #[test]
    fn the_order_of_lines_in_a_claim_changes_no_sum(plan in plans(), claim in claims()) {
        let mut case = Case::new(plan);
        case.conditions = vec![condition(1), condition(2)];
        case.lines = lines(&claim);
        let benefit = case.benefit();
        case.lines.reverse();
        prop_assert_eq!(case.benefit(), benefit);
    }

    #[test]
    fn a_larger_amount_never_pays_less_where_nothing_is_counted_or_pooled(plan in plans(), claim in claims(), more in 1i64..10_000) {
        let mut case = Case::new(plan);
        (case.plan.limits.pooling, case.plan.category_caps) = (Pooling::Separate, vec![]);
        (case.plan.limits.outpatient.count, case.plan.limits.inpatient.count) = (None, None);
        case.plan.limits.surgery.count = None;
        case.lines = lines(&claim);
        if !case.lines.is_empty() {
            let before = case.assess();
            case.lines[0].amount = case.lines[0].amount.plus(Yen::new(more)).unwrap();
            // A deductible of the whole moves to an earlier day, and each day is cut to whole yen.
            let cut = Yen::new(before.units.len() as i64);
            prop_assert!(case.assess().benefit >= before.benefit.minus_to_zero(cut));
        }
    }
}
