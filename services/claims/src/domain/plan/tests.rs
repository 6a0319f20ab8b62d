//! Plans that insurers publish, and what is no plan.

use serde_json::{Value, json};

use super::*;

/// Plans as insurers publish them, with the annual maximum that they print.
const PUBLISHED: &str = include_str!("../../../tests/data/plans.json");

#[test]
fn the_annual_maximum_is_the_one_that_is_printed() {
    let published: Vec<Value> = serde_json::from_str(PUBLISHED).unwrap();
    assert!(published.len() >= 6);
    for case in published {
        let plan: Plan = serde_json::from_value(case["plan"].clone()).unwrap();
        let printed = case["annual_maximum_yen"].as_i64().map(Yen::new);
        assert_eq!(plan.annual_maximum().unwrap(), printed, "{}", case["source"]);
    }
}

#[test]
fn nothing_bounds_a_plan_with_a_kind_of_care_that_has_no_cap_or_no_count() {
    let maximum = |plan: Value| serde_json::from_value::<Plan>(plan).unwrap().annual_maximum().unwrap();
    assert_eq!(maximum(json!({ "ratio_pct": 70 })), None);
    let open = json!({ "ratio_pct": 70, "caps": { "outpatient": 1, "inpatient": 1, "surgery": 1 },
        "counts": { "outpatient": 1, "inpatient": 1 } });
    assert_eq!(maximum(open), None);
    let of_one_care = json!({ "ratio_pct": 70, "annual_caps": [{ "cares": ["outpatient"], "yen": 1 }] });
    assert_eq!(maximum(of_one_care), None);
}

#[test]
fn a_plan_is_written_as_it_is_read_and_says_no_more_than_it_must() {
    let bare = json!({ "ratio_pct": 70 });
    let plan: Plan = serde_json::from_value(bare.clone()).unwrap();
    assert_eq!((serde_json::to_value(&plan).unwrap(), plan.time_bar_years), (bare, 3));
    let all = json!({
        "code": "X", "name": "エックス", "ratio_pct": 50,
        "caps": { "outpatient": 12_000, "inpatient": 125_000, "surgery": 100_000 },
        "counts": { "outpatient": 22, "inpatient": 3, "surgery": 2 },
        "inpatient_unit": "stay", "cap_mode": "stay", "cap_order": "cap_first",
        "annual_cap": 700_000, "annual_caps": [{ "cares": ["inpatient", "surgery"], "yen": 600_000 }],
        "deductible_mode": "after", "deductible_yen": 3_000, "deductible_unit": "condition",
        "min_claim_yen": 5_000, "waiting": { "illness": "P30D", "cancer": "P120D" },
        "clauses": [
            { "reason": "FOOD", "clause": "約款第5条(8)", "covered": "while_inpatient" },
            { "reason": "WAITING", "clause": "約款第4条" },
        ],
        "counting": { "day_care": "outpatient", "visits": "each", "surgery_takes_inpatient_day": true,
            "second_surgery_of_another_condition": true },
        "on_annual_cap": "lapse", "limit_scope": "condition", "time_bar_years": 2,
        "other_benefits": [{ "name": "車いす費用", "yen": 100_000 }],
    });
    let plan: Plan = serde_json::from_value(all.clone()).unwrap();
    assert_eq!(serde_json::to_value(plan).unwrap(), all);
}

#[test]
fn what_is_not_known_or_cannot_be_computed_with_is_refused_by_its_field() {
    let bad = json!({
        "ratio_pct": 0, "caps": { "outpatient": 0 }, "annual_cap": -1, "deductible_yen": 500, "time_bar_years": 0,
        "annual_caps": [{ "cares": [], "yen": 1 }], "other_benefits": [{ "name": "", "yen": 1 }],
        "clauses": [{ "reason": "FOOD", "clause": "1" }, { "reason": "FOOD", "clause": "" },
            { "reason": "WAITING", "clause": "4", "covered": "always" }],
    });
    let form: PlanForm = serde_json::from_value(bad).unwrap();
    let fields: Vec<String> = form.read().unwrap_err().into_iter().map(|fault| fault.field).collect();
    let wanted = [
        "ratio_pct",
        "caps.outpatient",
        "annual_cap",
        "deductible_mode",
        "annual_caps[0]",
        "other_benefits[0]",
        "clauses[1].reason",
        "clauses[1].clause",
        "clauses[2].covered",
        "time_bar_years",
    ];
    assert_eq!(fields, wanted);
    for unknown in [
        json!({ "ratio_pct": 70, "caps": { "outpatients": 1 } }),
        json!({ "ratio_pct": 70, "ratio": 70 }),
        json!({ "ratio_pct": 70.5 }),
        json!({ "ratio_pct": 70, "deductible_unit": "week" }),
        json!({ "ratio_pct": 70, "clauses": [{ "reason": "TOOTH", "clause": "1" }] }),
        json!({ "ratio_pct": 70, "waiting": { "illness": "30" } }),
        json!({}),
    ] {
        assert!(serde_json::from_value::<Plan>(unknown.clone()).is_err(), "{unknown}");
    }
    assert!(serde_json::from_value::<Plan>(json!({ "ratio_pct": 101 })).is_err());
}
