//! An insurer's acceptance test of its product: cases of a plan, units and the yen that the terms give for them, in a file. Each case is
//! computed by the engine that decides claims. Refuses a file that is none; a case that cannot be read fails and the others are computed.

use fault::Violation;
use money::Yen;
use serde::Deserialize;
use serde_json::Value;

use crate::domain::{
    benefit::{Assessment, Language, Unit, assess_units},
    plan::{Plan, PlanForm},
    treatment::CareType,
};

/// Most bytes of a file.
pub const MOST: u64 = 16 * 1024 * 1024;

/// Most units of a case: more than a year has days.
const MOST_UNITS: usize = 1_000;

/// What is expected of a plan, as the file has it. What else it says is for people.
#[derive(Deserialize)]
struct Expectation {
    units: Vec<ListedUnit>,
    /// 保険金.
    expected: i64,
    /// The annual maximum that the insurer prints, if it is to be checked.
    annual_maximum_yen: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedUnit {
    kind: Kind,
    eligible_yen: i64,
    #[serde(default = "one")]
    days: u16,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Outpatient,
    Inpatient,
    Surgery,
    Any,
}

/// A case that was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its id; its place where it has none.
    pub id: String,
    /// What it is about.
    pub description: String,
    /// What the insurer says, and what the engine does.
    pub outcome: Result<Outcome, String>,
}

/// Expected and actual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The yen that the terms give.
    pub expected: Yen,
    /// The yen that the engine gives.
    pub actual: Yen,
    /// The annual maximum, printed and computed, where they differ.
    pub annual_maximum: Option<(Yen, Option<Yen>)>,
    /// Each step of the computation: of what, what, and the yen after it.
    pub steps: Vec<(String, String, Yen)>,
}

/// The file has no cases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCases {
    /// It is not JSON.
    #[error("JSON として読めません（{0}）。/ not JSON")]
    Json(String),
    /// It is no list, or an empty one.
    #[error("事例の一覧（JSON の配列）ではないか、事例がありません。/ not a list of cases, or an empty one")]
    List,
}

impl Outcome {
    /// Whether the engine does what the insurer says.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.expected == self.actual && self.annual_maximum.is_none()
    }
}

impl Checked {
    /// Whether the engine does what the insurer says.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.outcome.as_ref().is_ok_and(Outcome::agrees)
    }
}

/// Computes every case of a file, each by the plan that it names.
///
/// # Errors
/// [`NoCases`].
pub fn check(file: &[u8]) -> Result<Vec<Checked>, NoCases> {
    each(file, |case| {
        let form = case.get("plan").ok_or("plan: missing")?;
        let form = PlanForm::deserialize(form).map_err(|why| why.to_string())?;
        let plan = form.read().map_err(|faults| told(&faults))?;
        compute(&plan, case)
    })
}

/// Computes every worked example of a plan; one that names a plan of its own fails.
///
/// # Errors
/// [`NoCases`].
pub fn check_plan(plan: &Plan, examples: &[u8]) -> Result<Vec<Checked>, NoCases> {
    each(examples, |case| match case.get("plan") {
        Some(_) => Err("plan: an example is of the plan that it is published with".to_owned()),
        None => compute(plan, case),
    })
}

fn each(file: &[u8], outcome: impl Fn(&Value) -> Result<Outcome, String>) -> Result<Vec<Checked>, NoCases> {
    // A mark that some editors put before everything.
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let cases: Value = serde_json::from_slice(file).map_err(|why| NoCases::Json(why.to_string()))?;
    let cases = cases.as_array().filter(|cases| !cases.is_empty()).ok_or(NoCases::List)?;
    Ok((1..).zip(cases).map(|(place, case)| checked(place, case, outcome(case))).collect())
}

fn checked(place: usize, case: &Value, outcome: Result<Outcome, String>) -> Checked {
    let text = |name: &str| case.get(name).and_then(Value::as_str).map(str::to_owned);
    Checked {
        id: text("id").unwrap_or_else(|| format!("#{place}")),
        description: text("description").unwrap_or_default(),
        outcome,
    }
}

fn compute(plan: &Plan, case: &Value) -> Result<Outcome, String> {
    let wanted = Expectation::deserialize(case).map_err(|why| why.to_string())?;
    if wanted.units.len() > MOST_UNITS {
        return Err(format!("units: at most {MOST_UNITS}"));
    }
    let units = (0..).zip(&wanted.units).map(|(index, unit)| unit.unit(index)).collect::<Result<_, _>>()?;
    let too_large = |why: money::TooLarge| why.to_string();
    let assessment = assess_units(plan, units).map_err(too_large)?;
    let maximum = plan.annual_maximum().map_err(too_large)?;
    let printed = wanted.annual_maximum_yen.map(Yen::new);
    Ok(Outcome {
        expected: Yen::new(wanted.expected),
        actual: assessment.benefit,
        annual_maximum: printed.filter(|printed| Some(*printed) != maximum).map(|printed| (printed, maximum)),
        steps: steps(&assessment, plan),
    })
}

impl ListedUnit {
    fn unit(&self, index: usize) -> Result<Unit, String> {
        if self.eligible_yen < 0 || self.days < 1 {
            return Err(format!("units[{index}]: 0 yen or more, 1 day or more"));
        }
        let care = match self.kind {
            Kind::Outpatient => Some(CareType::Outpatient),
            Kind::Inpatient => Some(CareType::Inpatient),
            Kind::Surgery => Some(CareType::Surgery),
            Kind::Any => None,
        };
        Ok(Unit::listed(index, care, Yen::new(self.eligible_yen), self.days))
    }
}

fn steps(assessment: &Assessment, plan: &Plan) -> Vec<(String, String, Yen)> {
    let told = assessment.told(plan, Language::Japanese).into_iter();
    told.map(|step| (step.of, step.text, step.yen)).collect()
}

fn told(faults: &[Violation]) -> String {
    let told: Vec<String> =
        faults.iter().map(|fault| format!("plan.{}: {}", fault.field, fault.message)).collect();
    told.join("; ")
}

const fn one() -> u16 {
    1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Cases that insurers publish.
    const PUBLISHED: &str = include_str!("../../tests/data/benefit.json");

    fn of(cases: &Value) -> Vec<Checked> {
        check(cases.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn published_examples_come_out_to_the_yen() {
        let checked = check(PUBLISHED.as_bytes()).unwrap();
        assert!(checked.len() >= 16);
        for case in checked {
            assert!(case.agrees(), "{case:?}");
        }
    }

    #[test]
    fn a_difference_is_a_difference_of_one_yen() {
        let case = |expected: i64| {
            json!([{ "id": "A", "plan": { "ratio_pct": 70 }, "units": [{ "kind": "any", "eligible_yen": 12_345 }],
                "expected": expected }])
        };
        assert!(of(&case(8_641))[0].agrees());
        for other in [8_640, 8_642] {
            let checked = of(&case(other)).remove(0);
            assert!(!checked.agrees());
            assert_eq!(checked.outcome.unwrap().actual, Yen::new(8_641), "8,641.5 is cut");
        }
    }

    #[test]
    fn a_printed_annual_maximum_is_checked_too() {
        let case = |printed: i64| {
            json!([{ "plan": { "ratio_pct": 70, "annual_cap": 700_000 }, "units": [], "expected": 0,
                "annual_maximum_yen": printed }])
        };
        assert!(of(&case(700_000))[0].agrees());
        let other = of(&case(500_000)).remove(0).outcome.unwrap();
        assert_eq!(other.annual_maximum, Some((Yen::new(500_000), Some(Yen::new(700_000)))));
    }

    #[test]
    fn a_case_that_cannot_be_read_fails_and_the_others_are_computed() {
        let unit = json!({ "kind": "any", "eligible_yen": 1_000 });
        let cases = json!([
            { "id": "unknown rule", "plan": { "ratio_pct": 70, "bonus": 1 }, "units": [unit], "expected": 700 },
            { "id": "no plan", "plan": { "ratio_pct": 0, "annual_cap": 0 }, "units": [unit], "expected": 0 },
            { "id": "no days", "plan": { "ratio_pct": 70 }, "units": [{ "kind": "any", "eligible_yen": 1, "days": 0 }],
                "expected": 0 },
            { "id": "no kind", "plan": { "ratio_pct": 70 }, "units": [{ "kind": "dental", "eligible_yen": 1 }], "expected": 0 },
            { "id": "too many", "plan": { "ratio_pct": 70 }, "units": vec![unit.clone(); 1_001], "expected": 0 },
            { "id": "nothing expected", "plan": { "ratio_pct": 70 }, "units": [unit] },
            7,
            { "note": "and this one is right", "plan": { "ratio_pct": 70 }, "units": [unit], "expected": 700 },
        ]);
        let checked = of(&cases);
        let agree: Vec<bool> = checked.iter().map(Checked::agrees).collect();
        assert_eq!(agree, [false, false, false, false, false, false, false, true]);
        assert!(checked[..7].iter().all(|case| case.outcome.is_err()));
        let why = checked[1].outcome.clone().unwrap_err();
        assert_eq!(why, "plan.ratio_pct: 1 to 100; plan.annual_cap: 1 yen or more");
        assert_eq!(checked[7].id, "#8");
        assert_eq!(check(b"\xef\xbb\xbf[]"), Err(NoCases::List));
        assert_eq!(check(b"{}"), Err(NoCases::List));
        assert!(matches!(check(b"["), Err(NoCases::Json(_))));
    }
}
