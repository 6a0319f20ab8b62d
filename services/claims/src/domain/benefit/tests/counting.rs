//! How days and times are counted, and what is left of them.

use serde_json::json;

use super::{input::Stay, *};

#[test]
fn two_visits_on_a_day_are_one_day() {
    let plan = |visits: &str| json!({ "ratio_pct": 100, "caps": { "outpatient": 1_000 }, "counting": { "visits": visits } });
    let mut one = Case::new(plan("day")).with("2026-11-20", OUT, 900).with("2026-11-20", OUT, 900);
    one.lines[1].visit = 1;
    assert_eq!(one.benefits(), [500, 500]);
    let mut each = Case::new(plan("each"));
    each.lines = one.lines;
    assert_eq!(each.benefits(), [900, 900]);
}

#[test]
fn the_first_days_of_treatment_take_what_is_left_and_the_others_are_cut() {
    let case = Case::new(json!({ "ratio_pct": 70, "counts": { "outpatient": 2 } }))
        .with("2026-11-22", OUT, 1_000)
        .with("2026-11-20", OUT, 1_000)
        .with("2026-11-21", OUT, 1_000);
    assert_eq!(case.benefits(), [0, 700, 700]);
    assert_eq!(case.cuts(), [Some(Reason::LimitDays), None, None]);
}

#[test]
fn a_late_claim_for_an_earlier_day_changes_nothing_that_was_paid() {
    let case = Case::new(json!({ "ratio_pct": 70, "counts": { "outpatient": 2 } }))
        .with("2026-11-21", OUT, 1_000)
        .with("2026-11-22", OUT, 1_000);
    let late = case.next().with("2026-11-20", OUT, 1_000);
    assert_eq!((late.taken.len(), late.benefit()), (2, 0));
    assert_eq!(late.cuts(), [Some(Reason::LimitDays)]);
}

#[test]
fn a_day_that_was_paid_before_is_not_counted_again_and_shares_its_cap() {
    let plan = json!({ "ratio_pct": 100, "caps": { "outpatient": 1_000 }, "counts": { "outpatient": 1 } });
    let second = Case::new(plan).with("2026-11-21", OUT, 700).next().with("2026-11-21", OUT, 700);
    assert_eq!(second.benefit(), 300);
    let third = second.next().with("2026-11-22", OUT, 700);
    assert_eq!((third.benefit(), third.cuts()), (0, vec![Some(Reason::LimitDays)]));
}

#[test]
fn a_day_on_which_nothing_is_paid_takes_no_day() {
    // Outside of a stay, a deductible of one is a day's own.
    for unit in ["day", "visit", "stay"] {
        let plan = json!({ "ratio_pct": 70, "counts": { "outpatient": 1 }, "deductible_mode": "after",
            "deductible_yen": 3_000, "deductible_unit": unit });
        let case = Case::new(plan).with("2026-11-20", OUT, 4_000).with("2026-11-21", OUT, 10_000);
        assert_eq!(case.benefits(), [0, 4_000], "2,800 is absorbed by that of a {unit}");
        assert_eq!(case.cuts(), [Some(Reason::BelowDeductible), None]);
        assert_eq!(case.next().taken.iter().map(|taken| taken.counts).collect::<Vec<_>>(), [0, 1]);
    }
}

#[test]
fn a_day_that_is_paid_once_its_deductible_is_borne_is_counted_then() {
    let plan = json!({ "ratio_pct": 100, "counts": { "outpatient": 1 }, "deductible_mode": "before",
        "deductible_yen": 5_000, "deductible_unit": "day" });
    let borne = Case::new(plan).with("2026-11-20", OUT, 4_000).next();
    assert_eq!(borne.taken[0].counts, 0);
    let paid = borne.with("2026-11-20", OUT, 3_000);
    assert_eq!(paid.benefit(), 2_000);
    assert_eq!(paid.next().with("2026-11-21", OUT, 9_000).cuts(), [Some(Reason::LimitDays)]);
}

#[test]
fn two_nights_are_three_days_and_a_stay_is_capped_once_where_the_plan_says_so() {
    let stay = |unit: &str| {
        let plan = json!({ "ratio_pct": 100, "inpatient_unit": unit, "caps": { "inpatient": 1_000 },
            "counts": { "inpatient": 2 } });
        Case::new(plan).with("2026-11-20", IN, 900).with("2026-11-21", IN, 1_200).with("2026-11-22", IN, 900)
    };
    assert_eq!(stay("day").benefits(), [900, 1_000, 0], "two days are left");
    let whole = stay("stay");
    assert_eq!((whole.benefit(), whole.assess().units.len()), (1_000, 1));
    let next = whole.next().with("2026-12-24", IN, 900).with("2026-12-26", IN, 900);
    assert_eq!(next.benefits(), [900, 0], "the second stay, and the third is beyond the limit");
    assert_eq!(next.cuts()[1], Some(Reason::LimitTimes));
}

#[test]
fn a_stay_that_is_told_is_one_though_not_every_day_has_a_line() {
    let plan = json!({ "ratio_pct": 100, "inpatient_unit": "stay", "caps": { "inpatient": 1_000 } });
    let mut case = Case::new(plan).with("2026-11-20", IN, 900).with("2026-11-23", IN, 900);
    assert_eq!(case.benefit(), 1_800);
    case.stays = vec![Stay { from: day("2026-11-20"), to: day("2026-11-23") }];
    let unit = case.assess().units.remove(0);
    assert_eq!((case.benefit(), unit.days), (1_000, 4));
}

#[test]
fn day_care_is_inpatient_or_outpatient_care_as_the_plan_says() {
    let plan = |day_care: &str| {
        json!({ "ratio_pct": 100, "caps": { "outpatient": 500, "inpatient": 2_000 },
            "counting": { "day_care": day_care } })
    };
    let of = |day_care| Case::new(plan(day_care)).with("2026-11-20", IN, 1_500).benefit();
    assert_eq!((of("inpatient"), of("outpatient")), (1_500, 500));
    let two_days = Case::new(plan("outpatient")).with("2026-11-20", IN, 1_500).with("2026-11-21", IN, 1_500);
    assert_eq!(two_days.benefit(), 3_000, "one night is a stay");
    let both = Case::new(plan("outpatient")).with("2026-11-20", IN, 400).with("2026-11-20", OUT, 400);
    assert_eq!(both.benefit(), 500, "and the same day as a visit");
}

#[test]
fn a_surgery_takes_a_day_in_hospital_where_the_plan_says_so() {
    let plan = |takes: bool| {
        json!({ "ratio_pct": 100, "counts": { "inpatient": 1, "surgery": 2 },
            "counting": { "surgery_takes_inpatient_day": takes } })
    };
    let of =
        |takes| Case::new(plan(takes)).with("2026-11-20", OP, 50_000).next().with("2026-11-21", IN, 1_000);
    assert_eq!((of(false).benefit(), of(true).benefit()), (1_000, 0));
    let same_day = Case::new(plan(true)).with("2026-11-20", OP, 50_000).next().with("2026-11-20", IN, 1_000);
    assert_eq!(same_day.benefit(), 1_000, "its own day is taken already");
    let together = Case::new(plan(true)).with("2026-11-20", OP, 50_000).with("2026-11-20", IN, 1_000);
    assert_eq!(together.benefit(), 51_000);
}

#[test]
fn a_day_that_a_surgery_took_stays_taken_when_its_stay_is_claimed_later() {
    let plan = json!({ "ratio_pct": 100, "counts": { "inpatient": 2 }, "counting": { "surgery_takes_inpatient_day": true } });
    let case = Case::new(plan).with("2026-11-20", OP, 50_000).next().with("2026-11-20", IN, 1_000);
    assert_eq!(case.benefit(), 1_000, "that day is taken already");
    let case = case.next().with("2026-11-21", IN, 1_000).with("2026-11-22", IN, 1_000);
    assert_eq!(case.benefits(), [1_000, 0], "and one was left");
}

#[test]
fn a_surgery_that_is_paid_nothing_takes_no_day() {
    let plan = json!({ "ratio_pct": 100, "counts": { "inpatient": 1, "surgery": 0 },
        "counting": { "surgery_takes_inpatient_day": true } });
    let case = Case::new(plan).with("2026-11-20", OP, 50_000).with("2026-11-21", IN, 1_000);
    assert_eq!(case.benefits(), [0, 1_000]);
}

#[test]
fn a_stay_that_is_claimed_in_two_parts_is_one() {
    let plan = json!({ "ratio_pct": 100, "inpatient_unit": "stay", "caps": { "inpatient": 5_000 }, "counts": { "inpatient": 1 } });
    let first = Case::new(plan).with("2026-11-20", IN, 2_000).with("2026-11-21", IN, 2_000);
    assert_eq!(first.benefit(), 4_000);
    let rest = first.next().with("2026-11-22", IN, 2_000).with("2026-11-23", IN, 2_000);
    assert_eq!(
        (rest.benefit(), rest.cuts()),
        (1_000, vec![Some(Reason::LimitUnit); 2]),
        "the cap of one stay"
    );
    let late = rest.next().with("2026-11-20", IN, 2_000).with("2026-11-23", IN, 2_000);
    assert_eq!(
        (late.benefit(), late.assess().units.len()),
        (0, 1),
        "its days, whichever they are, are one stay's"
    );
    let another = late.next().with("2026-12-24", IN, 2_000);
    assert_eq!(another.cuts(), [Some(Reason::LimitTimes)]);
}

#[test]
fn two_surgeries_on_a_day_are_two_and_their_lines_belong_to_each() {
    let mut case =
        Case::new(json!({ "ratio_pct": 100, "caps": { "surgery": 1_000 }, "counts": { "surgery": 2 } }))
            .with("2026-11-20", OP, 800)
            .with("2026-11-20", OP, 800)
            .with("2026-11-20", OP, 800);
    case.lines[2].procedure = 1;
    assert_eq!(case.benefits(), [500, 500, 800]);
    assert_eq!(case.next().with("2026-12-20", OP, 800).cuts(), [Some(Reason::LimitTimes)]);
}

#[test]
fn a_second_surgery_is_paid_for_another_cause_where_the_plan_says_so() {
    let plan = json!({ "ratio_pct": 100, "counts": { "surgery": 2 },
        "counting": { "second_surgery_of_another_condition": true } });
    let mut case = Case::new(plan).with("2026-11-20", OP, 800).next().with("2026-11-27", OP, 800);
    assert_eq!((case.benefit(), case.cuts()), (0, vec![Some(Reason::LimitSameCause)]));
    case.conditions = vec![condition(2)];
    assert_eq!(case.benefit(), 800);
}

#[test]
fn days_of_a_condition_go_on_over_renewals_where_the_plan_says_so() {
    let plan = |scope: &str| json!({ "ratio_pct": 100, "counts": { "outpatient": 1 }, "limit_scope": scope });
    let renewed = |scope, condition| {
        let mut case =
            Case::new(plan(scope)).with("2026-11-20", OUT, 800).next().with("2026-11-27", OUT, 800);
        case.taken[0].this_year = false;
        case.used = 0;
        case.conditions = vec![super::condition(condition)];
        case.benefit()
    };
    assert_eq!(renewed("policy_year", 1), 800);
    assert_eq!(renewed("condition", 1), 0);
    assert_eq!(renewed("condition", 2), 800);
}

#[test]
fn of_a_listed_stay_so_many_days_are_paid_as_are_left() {
    let plan: Plan = serde_json::from_value(
        json!({ "ratio_pct": 100, "caps": { "inpatient": 8_000 }, "counts": { "inpatient": 3 } }),
    )
    .unwrap();
    let units = vec![Unit::listed(0, Some(IN), Yen::new(36_000), 4)];
    assert_eq!(assess_units(&plan, units).unwrap().benefit, Yen::new(24_000), "27,000 of 3 days, 8,000 each");
}
