//! What of a line is covered: contract, waiting period, terms, discounts.

use serde_json::json;

use super::*;
use crate::domain::plan::Covered;

#[test]
fn the_day_of_treatment_decides_and_not_the_day_of_the_claim() {
    let mut case = Case::new(json!({ "ratio_pct": 70 }))
        .with("2026-03-31", OUT, 1_000)
        .with("2026-04-01", OUT, 1_000)
        .with("2027-03-31", OUT, 1_000)
        .with("2027-04-01", OUT, 1_000);
    case.conditions[0].onset_on = Some(day("2026-04-01"));
    case.received_on = day("2027-06-01");
    assert_eq!(case.benefits(), [0, 700, 700, 0]);
    assert_eq!(case.cuts(), [Some(Reason::OutsideTerm), None, None, Some(Reason::OutsideTerm)]);
}

#[test]
fn a_stay_over_the_end_of_the_year_is_covered_up_to_it() {
    let case = Case::new(json!({ "ratio_pct": 50, "caps": { "inpatient": 400 } }))
        .with("2027-03-30", IN, 1_000)
        .with("2027-03-31", IN, 1_000)
        .with("2027-04-01", IN, 1_000);
    assert_eq!(case.benefits(), [400, 400, 0]);
}

#[test]
fn nothing_is_covered_behind_the_day_on_which_the_contract_lapsed() {
    let mut case =
        Case::new(json!({ "ratio_pct": 70 })).with("2026-10-01", OUT, 1_000).with("2026-10-02", OUT, 1_000);
    case.lapsed_on = Some(day("2026-10-01"));
    assert_eq!(case.cuts(), [None, Some(Reason::Lapsed)]);
}

#[test]
fn what_appeared_in_the_waiting_period_stays_excluded_behind_it() {
    let plan = json!({ "ratio_pct": 70, "waiting": { "illness": "P30D", "cancer": "P120D" } });
    let cut = |cause, onset: &str| {
        let mut case = Case::new(plan.clone()).with("2026-11-20", OUT, 1_000);
        case.conditions[0] = Condition { cause, onset_on: Some(day(onset)), ..condition(1) };
        case.cuts()[0]
    };
    assert_eq!(cut(Cause::Illness, "2026-03-31"), Some(Reason::Preexisting));
    assert_eq!(cut(Cause::Injury, "2026-03-31"), Some(Reason::Preexisting));
    assert_eq!(cut(Cause::Illness, "2026-04-01"), Some(Reason::Waiting));
    assert_eq!(cut(Cause::Illness, "2026-04-30"), Some(Reason::Waiting));
    assert_eq!(cut(Cause::Illness, "2026-05-01"), None);
    assert_eq!(cut(Cause::Cancer, "2026-07-29"), Some(Reason::Waiting));
    assert_eq!(cut(Cause::Cancer, "2026-07-30"), None);
    assert_eq!(cut(Cause::Injury, "2026-04-01"), None, "an injury has none");
}

#[test]
fn a_renewal_waits_for_nothing_and_covers_what_appeared_in_the_years_before() {
    let mut case = Case::new(json!({ "ratio_pct": 70, "waiting": { "illness": "P30D" } })).with(
        "2026-04-02",
        OUT,
        1_000,
    );
    case.conditions[0].onset_on = Some(day("2026-04-01"));
    assert_eq!(case.cuts(), [Some(Reason::Waiting)]);
    case.first_starts_on = day("2025-04-01");
    assert_eq!(case.cuts(), [None]);
    case.conditions[0].onset_on = Some(day("2025-12-24"));
    assert_eq!(case.cuts(), [None]);
}

#[test]
fn a_condition_that_the_policy_excludes_is_not_paid() {
    let mut case = Case::new(json!({ "ratio_pct": 70 })).with("2026-11-20", OUT, 1_000);
    let code = crate::domain::diagnosis::all().next().unwrap().code.parse().unwrap();
    case.conditions[0].diagnosis = Some(code);
    assert_eq!(case.cuts(), [None]);
    case.not_covered = vec![code];
    assert_eq!(case.cuts(), [Some(Reason::ConditionExcluded)]);
}

#[test]
fn after_three_years_a_treatment_is_claimed_no_more() {
    let mut case = Case::new(json!({ "ratio_pct": 70 })).with("2026-05-01", OUT, 1_000);
    case.conditions[0].onset_on = Some(day("2026-04-30"));
    case.received_on = day("2029-05-01");
    assert_eq!(case.cuts(), [None]);
    case.received_on = day("2029-05-02");
    assert_eq!(case.cuts(), [Some(Reason::TimeBarred)]);
}

#[test]
fn terms_exclude_what_they_name_unless_they_cover_it_here() {
    let plan = json!({ "ratio_pct": 70, "clauses": [
        { "reason": "PREVENTION", "clause": "第5条(1)" },
        { "reason": "FOOD", "clause": "第5条(8)", "covered": "while_inpatient" },
        { "reason": "CARE", "clause": "第5条(4)", "covered": "when_inflamed" },
        { "reason": "DENTAL", "clause": "第3条(2)", "covered": "always" },
    ] });
    let cut = |reason, care, circumstance| {
        let mut case = Case::new(plan.clone()).with("2026-11-20", care, 1_000);
        case.lines[0].excluded_as = Some(reason);
        case.lines[0].circumstance = circumstance;
        case.cuts()[0]
    };
    assert_eq!(cut(Reason::Prevention, OUT, None), Some(Reason::Prevention));
    assert_eq!(cut(Reason::Food, OUT, None), Some(Reason::Food));
    assert_eq!(cut(Reason::Food, IN, None), None);
    assert_eq!(cut(Reason::Care, OUT, None), Some(Reason::Care));
    assert_eq!(cut(Reason::Care, OUT, Some(Covered::WhenVaccinated)), Some(Reason::Care));
    assert_eq!(cut(Reason::Care, OUT, Some(Covered::WhenInflamed)), None);
    assert_eq!(cut(Reason::Dental, OUT, None), None);
    assert_eq!(cut(Reason::Neuter, OUT, None), None, "nobody is refused without a clause");
    assert_eq!(cut(Reason::LimitAnnual, OUT, None), None, "that is no line's to say");
}

#[test]
fn what_the_clinic_marks_as_not_insured_is_not_paid() {
    let mut case =
        Case::new(json!({ "ratio_pct": 70 })).with("2026-11-20", OUT, 1_000).with("2026-11-20", OUT, 500);
    case.lines[1].insured = false;
    let assessment = case.assess();
    assert_eq!(case.cuts(), [None, Some(Reason::NotInsured)]);
    let sums = [assessment.total, assessment.eligible, assessment.benefit, assessment.owner_share()];
    assert_eq!(sums.map(Yen::get), [1_500, 1_000, 700, 800]);
}

#[test]
fn a_discount_of_the_whole_is_shared_out_by_the_amounts_to_the_yen() {
    let mut case = Case::new(json!({ "ratio_pct": 100 }))
        .with("2026-11-20", OUT, 1_000)
        .with("2026-11-20", OUT, 1_000)
        .with("2026-11-20", OUT, 1_000);
    case.lines[2].discount = Yen::new(400);
    case.discount = 100;
    let amounts: Vec<i64> = case.assess().lines.iter().map(|line| line.amount.get()).collect();
    assert_eq!(amounts, [961, 962, 577], "38.46, 38.46 and 23.08 of 100");
    assert_eq!(case.benefit(), 2_500);
}
