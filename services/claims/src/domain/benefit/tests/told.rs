//! The steps in words.

use serde_json::json;

use super::*;

fn plan() -> Value {
    json!({ "ratio_pct": 70, "caps": { "outpatient": 12_000 }, "annual_cap": 20_000,
        "deductible_mode": "before", "deductible_yen": 1_000, "deductible_unit": "day",
        "clauses": [{ "reason": "FOOD", "clause": "約款第5条(8)" }, { "reason": "LIMIT_UNIT", "clause": "約款第7条" }] })
}

fn case() -> Case {
    let mut case = Case::new(plan()).with("2026-11-20", OUT, 21_000).with("2026-11-20", OUT, 3_000).with(
        "2026-11-21",
        OUT,
        16_000,
    );
    case.lines[1].excluded_as = Some(Reason::Food);
    case.lines[2].discount = Yen::new(500);
    case.used = 1_000;
    case
}

#[test]
fn every_step_is_said_in_plain_japanese_with_its_clause() {
    let case = case();
    let told: Vec<String> = case
        .assess()
        .told(&case.plan, Language::Japanese)
        .into_iter()
        .map(|step| format!("{}|{}|{}", step.of, step.text, step.yen))
        .collect();
    assert_eq!(
        told,
        [
            "明細 2行目|療法食・サプリメントの費用（約款第5条(8)）のため、お支払いの対象外です|¥0",
            "明細 3行目|値引き ¥500 を差し引きます|¥15,500",
            "通院 2026/11/20|補償の対象となる診療費|¥21,000",
            "通院 2026/11/20|免責金額 ¥1,000 × 1 を差し引きます（補償割合の前）|¥20,000",
            "通院 2026/11/20|補償割合 70％（円未満切捨て）|¥14,000",
            "通院 2026/11/20|限度額 ¥12,000 までとなります（約款第7条）|¥12,000",
            "通院 2026/11/21|補償の対象となる診療費|¥15,500",
            "通院 2026/11/21|免責金額 ¥1,000 × 1 を差し引きます（補償割合の前）|¥14,500",
            "通院 2026/11/21|補償割合 70％（円未満切捨て）|¥10,150",
            "|年間限度額の残り ¥19,000 までとなります|¥19,000",
            "|お支払いする保険金|¥19,000",
        ]
    );
}

#[test]
fn what_became_of_each_line_is_said_in_both_languages() {
    let case = case();
    let assessment = case.assess();
    assert_eq!(
        assessment.lines_told(&case.plan, Language::Japanese),
        [
            "対象額 ¥21,000 に対して ¥12,000 をお支払いします。1日・1回あたりの限度額を超える額（約款第7条）はお支払いの対象外です",
            "療法食・サプリメントの費用（約款第5条(8)）のため、お支払いの対象外です",
            "対象額 ¥15,500 に対して ¥7,000 をお支払いします。年間限度額を超える額はお支払いの対象外です",
        ]
    );
    assert_eq!(
        assessment.lines_told(&case.plan, Language::English)[1],
        "not paid: special food and supplements (約款第5条(8))"
    );
}

#[test]
fn no_rule_is_without_words() {
    let plan = json!({ "ratio_pct": 70, "cap_mode": "stay", "caps": { "inpatient": 1_000, "surgery": 1_000, "outpatient": 9_000 },
        "counts": { "outpatient": 1 }, "annual_cap": 9_000, "annual_caps": [{ "cares": ["inpatient", "surgery"], "yen": 1_500 }],
        "deductible_mode": "after", "deductible_yen": 500, "deductible_unit": "year" });
    let mut case = Case::new(plan)
        .with("2026-11-20", IN, 9_000)
        .with("2026-11-20", OP, 9_000)
        .with("2026-11-21", OUT, 9_000)
        .with("2026-11-22", OUT, 9_000)
        .with("2026-03-01", OUT, 9_000);
    (case.discount, case.paid_by_others, case.used) = (100, 32_000, 5_000);
    let assessment = case.assess();
    for language in [Language::Japanese, Language::English] {
        let told = assessment.told(&case.plan, language);
        assert_eq!(told.len(), assessment.steps.len());
        assert!(told.iter().all(|step| !step.text.is_empty()), "{told:#?}");
    }
    let rules = |is: fn(&Rule) -> bool| assessment.steps.iter().filter(|step| is(&step.rule)).count();
    let count = assessment.steps.iter().position(|step| matches!(step.rule, Rule::Count { .. })).unwrap();
    assert_eq!(
        assessment.told(&case.plan, Language::Japanese)[count].text,
        "限度 1日の残り 0日までとなります"
    );
    assert_eq!(rules(|rule| matches!(rule, Rule::Count { .. })), 1);
    assert_eq!(rules(|rule| matches!(rule, Rule::CategoryCap { .. })), 1);
    assert_eq!(rules(|rule| matches!(rule, Rule::AnnualCap(_))), 1);
    assert_eq!(rules(|rule| matches!(rule, Rule::Others { .. })), 1);
    assert_eq!(rules(|rule| matches!(rule, Rule::NotCovered(_))), 1);
    assert_eq!(rules(|rule| matches!(rule, Rule::Discount(_))), 5);
    let of_pool = assessment.steps.iter().find(|step| matches!(step.of, Of::Pool(_))).unwrap();
    let place = assessment.steps.iter().position(|step| step == of_pool).unwrap();
    assert_eq!(assessment.told(&case.plan, Language::Japanese)[place].of, "入院 2026/11/20 ほか1件の合算");
}
