//! `nekonote plan check`: an insurer's acceptance test of its product, from the command line.

use std::process::{Command, Output};

use serde_json::{Value, json};

/// Whether it succeeded, and what it said.
fn check(content: &str, more: &[&str]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.json");
    std::fs::write(&file, content).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    let Output { status, stdout, .. } =
        command.args(["plan", "check"]).arg(&file).args(more).output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap())
}

fn case(expected: i64) -> Value {
    json!({ "id": "B01", "source": "ipet", "description": "通院1日", "note": "for people", "expected": expected,
        "plan": { "ratio_pct": 70, "caps": { "outpatient": 12_000 } },
        "units": [{ "kind": "outpatient", "eligible_yen": 20_000 }] })
}

#[test]
fn cases_that_agree_are_printed_and_it_succeeds() {
    let (is_ok, said) = check(&json!([case(12_000)]).to_string(), &[]);
    assert!(is_ok, "{said}");
    assert!(said.contains("B01  expected 12000  actual 12000"), "{said}");
    assert!(said.contains("1 of 1 cases agree") && !said.contains("補償割合"), "{said}");
    let (_, explained) = check(&json!([case(12_000)]).to_string(), &["--explain"]);
    assert!(explained.contains("通院: 限度額 ¥12,000 までとなります → ¥12,000"), "{explained}");
}

#[test]
fn a_difference_of_a_yen_is_explained_and_it_fails() {
    let (is_ok, said) = check(&json!([case(12_000), case(12_001)]).to_string(), &[]);
    assert!(!is_ok);
    assert!(said.contains("× B01  expected 12001  actual 12000") && said.contains("補償割合 70％"), "{said}");
    assert!(said.contains("1 of 2 cases agree") && said.contains("1 cases differ"), "{said}");
}

#[test]
fn what_cannot_be_read_fails_and_says_where() {
    let mut unknown = case(12_000);
    unknown["plan"]["bonus"] = json!(1);
    let (is_ok, said) = check(&json!([unknown, case(12_000)]).to_string(), &[]);
    assert!(!is_ok && said.contains("× B01  読めません") && said.contains("unknown field `bonus`"), "{said}");
    assert!(said.contains("○ B01"), "the others are computed: {said}");
    for (content, told) in [("{", "not JSON"), ("[]", "not a list of cases"), ("7", "not a list of cases")] {
        let (is_ok, said) = check(content, &[]);
        assert!(!is_ok && said.contains(told) && said.contains("cases.json"), "{said}");
    }
}

#[test]
fn plans_that_insurers_publish_have_the_annual_maximum_that_they_print() {
    let plans: Vec<Value> =
        serde_json::from_str(include_str!("../../../claims/tests/data/plans.json")).unwrap();
    let cases: Vec<Value> = plans
        .into_iter()
        .map(|mut plan| {
            (plan["units"], plan["expected"]) = (json!([]), json!(0));
            plan
        })
        .collect();
    let (is_ok, said) = check(&json!(cases).to_string(), &[]);
    assert!(is_ok, "{said}");
}
