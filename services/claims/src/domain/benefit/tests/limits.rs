//! Deductibles, caps, the year, other insurances: what is cut, and in which order.

use serde_json::json;

use super::*;

fn deductible(mode: &str, yen: i64, unit: &str) -> Value {
    json!({ "ratio_pct": 70, "deductible_mode": mode, "deductible_yen": yen, "deductible_unit": unit })
}

#[test]
fn before_and_after_the_ratio_are_different_money() {
    let of = |mode| Case::new(deductible(mode, 5_000, "day")).with("2026-11-20", OUT, 10_000).benefit();
    assert_eq!((of("before"), of("after")), (3_500, 2_000));
}

#[test]
fn a_deductible_of_a_payment_is_borne_once_by_the_whole_claim() {
    let case = Case::new(deductible("after", 3_000, "payment")).with("2026-11-20", OUT, 2_000).with(
        "2026-11-21",
        OUT,
        10_000,
    );
    assert_eq!(case.benefits(), [0, 5_400], "1,400 of it by the first day, 1,600 by the second");
    let again = case.next().with("2026-11-22", OUT, 10_000);
    assert_eq!(again.benefit(), 4_000, "and anew by the next");
}

#[test]
fn a_deductible_of_a_day_is_borne_once_by_the_day_however_many_claims_it_takes() {
    let case = Case::new(deductible("after", 3_000, "day")).with("2026-11-20", OUT, 2_000).with(
        "2026-11-21",
        OUT,
        10_000,
    );
    assert_eq!(case.benefits(), [0, 4_000]);
    let again = case.next().with("2026-11-20", OUT, 10_000).with("2026-11-21", OUT, 1_000);
    assert_eq!(again.benefits(), [5_400, 700], "1,600 are left of the first day, nothing of the second");
}

#[test]
fn a_deductible_of_a_visit_is_borne_by_each_visit() {
    let mut case = Case::new(deductible("before", 2_500, "visit"))
        .with("2026-11-20", OUT, 4_000)
        .with("2026-11-20", OUT, 1_000)
        .with("2026-11-20", OUT, 5_000);
    case.lines[2].visit = 1;
    assert_eq!(case.benefit(), 3_500, "(10,000 − 2,500 × 2) × 70 %");
}

#[test]
fn a_deductible_of_a_stay_is_borne_once_by_its_days_and_its_surgery() {
    let case = Case::new(deductible("before", 10_000, "stay"))
        .with("2026-11-20", IN, 6_000)
        .with("2026-11-21", IN, 6_000)
        .with("2026-11-21", OP, 50_000)
        .with("2026-11-30", OUT, 12_000);
    assert_eq!(case.benefits(), [0, 1_400, 35_000, 1_400]);
}

#[test]
fn a_deductible_of_a_year_or_a_condition_is_borne_once_over_all_claims() {
    let year = Case::new(deductible("after", 10_000, "year")).with("2026-11-20", OUT, 10_000);
    assert_eq!(year.benefit(), 0);
    let year = year.next().with("2026-11-21", OUT, 10_000);
    assert_eq!(year.benefit(), 4_000, "3,000 were left of it");
    assert_eq!(year.next().with("2026-11-22", OUT, 10_000).benefit(), 7_000);

    let first = Case::new(deductible("before", 10_000, "condition")).with("2026-11-20", OUT, 12_000);
    assert_eq!(first.benefit(), 1_400);
    let mut renewed = first.next().with("2026-11-21", OUT, 12_000);
    renewed.taken[0].this_year = false;
    assert_eq!(renewed.benefit(), 8_400, "and over the years");
    renewed.conditions = vec![condition(2)];
    assert_eq!(renewed.benefit(), 1_400);
}

#[test]
fn the_cap_comes_after_ratio_and_deductible_unless_the_plan_says_otherwise() {
    let plan = |order: &str| {
        json!({ "ratio_pct": 70, "caps": { "outpatient": 12_000 }, "cap_order": order, "deductible_mode": "after",
            "deductible_yen": 1_000, "deductible_unit": "day" })
    };
    let of = |order| Case::new(plan(order)).with("2026-11-20", OUT, 20_000).benefit();
    assert_eq!((of("deductible_first"), of("cap_first")), (12_000, 11_000));
}

#[test]
fn caps_of_a_stay_and_its_surgery_are_added_up_where_the_plan_says_so() {
    let plan = |mode: &str| json!({ "ratio_pct": 100, "cap_mode": mode, "caps": { "outpatient": 1_000, "inpatient": 1_000, "surgery": 5_000 } });
    let of = |mode| {
        Case::new(plan(mode))
            .with("2026-11-20", IN, 4_000)
            .with("2026-11-21", IN, 1_000)
            .with("2026-11-21", OP, 1_000)
            .with("2026-11-30", OUT, 3_000)
            .benefits()
    };
    assert_eq!(of("separate"), [1_000, 1_000, 1_000, 1_000]);
    assert_eq!(of("stay"), [4_000, 1_000, 1_000, 1_000]);
    assert_eq!(of("pooled"), [3_555, 889, 889, 2_667], "8,000 of 9,000");
}

#[test]
fn categories_and_the_year_are_used_up_in_the_order_of_treatment() {
    let plan = json!({ "ratio_pct": 100, "annual_cap": 5_000, "annual_caps": [
        { "cares": ["inpatient", "surgery"], "yen": 4_000 }, { "cares": ["outpatient"], "yen": 2_000 }] });
    let case = Case::new(plan).with("2026-11-22", OUT, 1_500).with("2026-11-20", IN, 3_000).with(
        "2026-11-21",
        OP,
        3_000,
    );
    assert_eq!(case.benefits(), [1_000, 3_000, 1_000]);
    assert_eq!(case.cuts(), [Some(Reason::LimitAnnual), None, Some(Reason::LimitAnnual)]);
    let next = case.next().with("2026-12-01", OUT, 1_000);
    assert_eq!((next.used, next.benefit()), (5_000, 0));
}

#[test]
fn a_category_that_is_used_up_leaves_the_others() {
    let plan = json!({ "ratio_pct": 100, "annual_caps": [{ "cares": ["outpatient"], "yen": 1_000 }] });
    let next = Case::new(plan).with("2026-11-20", OUT, 900).next().with("2026-11-21", OUT, 900).with(
        "2026-11-22",
        IN,
        900,
    );
    assert_eq!(next.benefits(), [100, 900]);
}

#[test]
fn the_contract_lapses_with_the_last_yen_where_the_plan_says_so() {
    let plan = |then: &str| json!({ "ratio_pct": 100, "annual_cap": 1_000, "on_annual_cap": then });
    let of = |then, yen| {
        Case::new(plan(then)).with("2026-11-20", OUT, yen).with("2026-11-21", OUT, 500).assess().lapses_on
    };
    assert_eq!(of("lapse", 400), None, "100 are left");
    assert_eq!(of("lapse", 500), Some(day("2026-11-21")));
    assert_eq!(of("lapse", 2_000), Some(day("2026-11-20")), "the last day that is paid");
    assert_eq!(of("suspend", 2_000), None);
}

#[test]
fn with_what_others_have_paid_no_more_than_the_damage() {
    let own = |paid| {
        let mut case = Case::new(json!({ "ratio_pct": 70 })).with("2026-11-20", OP, 600_000);
        case.paid_by_others = paid;
        case.benefit()
    };
    assert_eq!(own(0), 420_000, "who pays first pays all of its own");
    assert_eq!(own(180_000), 420_000);
    assert_eq!(own(300_000), 300_000, "and who pays behind others what is left");
    assert_eq!(own(700_000), 0);
}

#[test]
fn a_payment_below_the_least_amount_pays_nothing() {
    let plan = json!({ "ratio_pct": 50, "min_claim_yen": 5_000 });
    let case = Case::new(plan.clone()).with("2026-11-20", OUT, 4_999);
    assert_eq!((case.benefit(), case.cuts()), (0, vec![Some(Reason::BelowMinimum)]));
    let case = Case::new(plan).with("2026-11-20", OUT, 4_999).with("2026-11-21", OUT, 1);
    assert_eq!(case.benefit(), 2_499, "it is of the payment; each day is cut to whole yen");
}

#[test]
fn what_a_unit_is_paid_is_shared_out_to_its_lines_to_the_yen() {
    let case = Case::new(json!({ "ratio_pct": 70, "caps": { "outpatient": 1_000 } }))
        .with("2026-11-20", OUT, 1_000)
        .with("2026-11-20", OUT, 1_000)
        .with("2026-11-20", OUT, 1_000);
    assert_eq!(case.benefits(), [334, 333, 333]);
    assert_eq!(case.cuts(), [Some(Reason::LimitUnit); 3]);
}

#[test]
fn a_sum_that_does_not_fit_is_refused() {
    let plan: Plan = serde_json::from_value(json!({ "ratio_pct": 100 })).unwrap();
    let units = vec![Unit::listed(0, None, Yen::new(i64::MAX), 1), Unit::listed(1, None, Yen::new(1), 1)];
    assert_eq!(assess_units(&plan, units), Err(TooLarge));
}
