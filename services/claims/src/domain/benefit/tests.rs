//! The published examples, and what must hold for every plan.

use money::Ratio;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// Cases published by insurers, in the form that `nekonote plan check` will read.
const PUBLISHED: &str = include_str!("../../../tests/data/benefit.json");

#[test]
fn published_examples_come_out_to_the_yen() {
    let cases: Vec<Value> = serde_json::from_str(PUBLISHED).unwrap();
    assert!(cases.len() >= 16);
    for case in cases {
        let plan = plan(&case["plan"]);
        let units: Vec<Unit> = case["units"].as_array().unwrap().iter().map(unit).collect();
        let assessment = assess(&plan, &units, Yen::ZERO, plan.annual_cap).unwrap();
        assert_eq!(assessment.benefit.get(), case["expected"].as_i64().unwrap(), "{}", case["id"]);
    }
}

#[test]
fn the_annual_cap_is_what_is_left_of_it() {
    let plan = plan(&serde_json::json!({ "ratio_pct": 70, "annual_cap": 700_000 }));
    let unit = Unit { care: None, name: String::new(), eligible: Yen::new(100_000), days: 1 };
    let assessment = assess(&plan, &[unit], Yen::new(100_000), Some(Yen::new(12_345))).unwrap();
    assert_eq!((assessment.benefit, assessment.owner_share()), (Yen::new(12_345), Yen::new(87_655)));
}

proptest! {
    #[test]
    fn a_benefit_never_exceeds_what_is_eligible_or_left(
        ratio in 1u8..=100, eligible in proptest::collection::vec(0i64..1_000_000, 0..8), cap in 1i64..50_000,
        deductible in 0i64..20_000, before: bool, pooled: bool, remaining in 0i64..500_000,
    ) {
        let order = if before { DeductibleOrder::BeforeRatio } else { DeductibleOrder::AfterRatio };
        let plan = Plan {
            code: String::new(),
            name: String::new(),
            ratio: Ratio::percent(ratio).unwrap(),
            caps: Caps { outpatient: Some(Yen::new(cap)), pooled, ..Caps::default() },
            annual_cap: None,
            deductible: Some(Deductible { amount: Yen::new(deductible), order, unit: DeductibleUnit::Payment }),
        };
        let units: Vec<Unit> = eligible
            .iter()
            .map(|yen| Unit { care: Some(CareType::Outpatient), name: String::new(), eligible: Yen::new(*yen), days: 1 })
            .collect();
        let sum: i64 = eligible.iter().sum();
        let assessment = assess(&plan, &units, Yen::new(sum), Some(Yen::new(remaining))).unwrap();
        let benefit = assessment.benefit.get();
        prop_assert!(benefit >= 0 && benefit <= sum * i64::from(ratio) / 100 && benefit <= remaining);
        prop_assert!(benefit <= cap * eligible.len() as i64);
        prop_assert_eq!(assessment.owner_share().get() + benefit, sum);
        prop_assert_eq!(&assess(&plan, &units, Yen::new(sum), Some(Yen::new(remaining))).unwrap(), &assessment);
    }
}

fn plan(value: &Value) -> Plan {
    let yen = |value: &Value| value.as_i64().map(Yen::new);
    let amount = value["deductible_yen"].as_i64().unwrap_or(0);
    let order = match value["deductible_mode"].as_str() {
        Some("before") => Some(DeductibleOrder::BeforeRatio),
        Some("after") => Some(DeductibleOrder::AfterRatio),
        _ => None,
    };
    let day = value["deductible_unit"].as_str() == Some("day");
    let unit = if day { DeductibleUnit::Day } else { DeductibleUnit::Payment };
    Plan {
        code: String::new(),
        name: String::new(),
        ratio: Ratio::percent(value["ratio_pct"].as_u64().unwrap() as u8).unwrap(),
        caps: Caps {
            outpatient: yen(&value["caps"]["outpatient"]),
            inpatient: yen(&value["caps"]["inpatient"]),
            surgery: yen(&value["caps"]["surgery"]),
            pooled: value["cap_mode"].as_str() == Some("pooled"),
        },
        annual_cap: yen(&value["annual_cap"]),
        deductible: order.map(|order| Deductible { amount: Yen::new(amount), order, unit }),
    }
}

fn unit(value: &Value) -> Unit {
    Unit {
        care: value["kind"].as_str().unwrap().parse().ok(),
        name: String::new(),
        eligible: Yen::new(value["eligible_yen"].as_i64().unwrap()),
        days: value["days"].as_u64().unwrap_or(1) as u16,
    }
}
