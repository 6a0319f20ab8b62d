//! Two insurers' plans, each with worked examples that come out.

use std::collections::BTreeSet;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::demo::actors::Actors;

/// The codes of each insurer's plans, which its policies have in turn.
pub(super) const INSURERS: [(&str, [&str; 2]); 2] =
    [("insurer", ["AOBA70", "AOBA50"]), ("insurer2", ["HIMA70", "HIMA70L"])];

/// Publishes what is missing.
pub(super) async fn publish(actors: &Actors) -> anyhow::Result<()> {
    for (insurer, codes) in INSURERS {
        let client = &actors.get(insurer).with_context(|| insurer.to_owned())?.client;
        let known = client.get("/plans?limit=100").await?;
        let known = known.get("items").and_then(Value::as_array).into_iter().flatten();
        let known: BTreeSet<&str> = known.filter_map(|plan| plan.get("code")?.as_str()).collect();
        for code in codes.into_iter().filter(|code| !known.contains(code)) {
            let (definition, examples) = plan(code);
            let body = json!({ "definition": definition, "examples": examples, "valid_from": "2024-04-01" });
            client.post("/plans", &format!("demo-plan-{code}"), &body).await?;
        }
    }
    Ok(())
}

/// What the terms of all of them exclude.
fn clauses() -> Value {
    json!([
        { "reason": "PREVENTION", "clause": "約款第5条(1)" },
        { "reason": "NEUTER", "clause": "約款第5条(2)" },
        { "reason": "CARE", "clause": "約款第5条(3)", "covered": "when_inflamed" },
        { "reason": "FOOD", "clause": "約款第5条(4)", "covered": "while_inpatient" },
        { "reason": "FEE", "clause": "約款第5条(5)" },
        { "reason": "WAITING", "clause": "約款第3条" },
        { "reason": "LIMIT_DAYS", "clause": "約款第8条" },
        { "reason": "LIMIT_TIMES", "clause": "約款第8条" },
        { "reason": "LIMIT_UNIT", "clause": "約款第7条" },
        { "reason": "LIMIT_ANNUAL", "clause": "約款第9条" },
    ])
}

/// One insurer caps and counts each day and surgery; the other caps the year, with a deductible or without.
fn plan(code: &str) -> (Value, Value) {
    let counts = json!({ "outpatient": 22, "inpatient": 22, "surgery": 2 });
    let caps = |inpatient: i64, surgery: i64| json!({ "outpatient": 12_000, "inpatient": inpatient, "surgery": surgery });
    let day = |yen: i64| json!([{ "kind": "outpatient", "eligible_yen": yen }]);
    let (terms, examples) = match code {
        "AOBA70" => (
            json!({ "name": "あおばペット 70", "ratio_pct": 70, "caps": caps(30_000, 150_000), "counts": counts,
                "annual_cap": 1_224_000 }),
            json!([
                { "id": "通院", "description": "2万円の通院1日", "units": day(20_000), "expected": 12_000,
                    "annual_maximum_yen": 1_224_000 },
                { "id": "手術", "description": "20万円の手術", "expected": 140_000,
                    "units": [{ "kind": "surgery", "eligible_yen": 200_000 }] },
            ]),
        ),
        "AOBA50" => (
            json!({ "name": "あおばペット 50", "ratio_pct": 50, "caps": caps(12_000, 100_000), "counts": counts,
                "annual_cap": 728_000 }),
            json!([{ "id": "通院", "description": "2万円の通院1日", "units": day(20_000), "expected": 10_000,
                "annual_maximum_yen": 728_000 }]),
        ),
        "HIMA70" => (
            json!({ "name": "ひまわり どうぶつ 70", "ratio_pct": 70, "annual_cap": 700_000 }),
            json!([{ "id": "通院", "description": "1万円の通院1日", "units": day(10_000), "expected": 7_000 }]),
        ),
        _ => (
            json!({ "name": "ひまわり どうぶつ 70ライト", "ratio_pct": 70, "annual_cap": 700_000,
                "deductible_mode": "after", "deductible_yen": 7_000, "deductible_unit": "day" }),
            json!([{ "id": "入院", "description": "3泊4日で12万円の入院", "expected": 56_000,
                "units": [{ "kind": "inpatient", "eligible_yen": 120_000, "days": 4 }] }]),
        ),
    };
    let mut definition =
        json!({ "code": code, "waiting": { "illness": "P30D", "cancer": "P120D" }, "clauses": clauses() });
    if let (Value::Object(definition), Value::Object(terms)) = (&mut definition, terms) {
        definition.extend(terms);
    }
    (definition, examples)
}
