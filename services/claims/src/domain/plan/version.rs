//! A version of a plan, published by its insurer: valid from a day on, until the next one. It never changes, since policies are decided by
//! it. Refuses one whose worked examples do not come out, that has terms which no claim can bring, or that begins no later than the version
//! before.

use chrono::{DateTime, Days, NaiveDate, Utc};
use fault::Violation;
use ids::{OrganisationId, PlanId};

use super::Plan;
use crate::domain::acceptance::{Checked, check_plan};

/// How far ahead a version may begin. It ends the one before and never changes, so a mistyped year would be kept.
const AHEAD: Days = Days::new(2 * 366);

/// A version of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    /// Its id.
    pub id: PlanId,
    /// Its revision: raised once, when the next version ends it.
    pub revision: i64,
    /// The insurer.
    pub insurer: OrganisationId,
    /// Which version of its code, from 1.
    pub version: i32,
    /// From when it is valid.
    pub valid_from: NaiveDate,
    /// Until when, included; none for the last one.
    pub valid_until: Option<NaiveDate>,
    /// The terms.
    pub plan: Plan,
    /// The worked examples, as they were given.
    pub examples: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

/// What is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The terms.
    pub plan: Plan,
    /// Worked examples, JSON.
    pub examples: String,
    /// From when it is to be valid.
    pub valid_from: NaiveDate,
}

impl PlanVersion {
    /// Publishes the next version of a plan.
    ///
    /// # Errors
    /// Everything that is wrong: no code or name, terms that are not applied to claims yet, examples that cannot be read or do not come
    /// out, a day that is not later or too far ahead.
    pub fn publish(
        id: PlanId,
        insurer: OrganisationId,
        draft: Draft,
        last: Option<&Self>,
        now: DateTime<Utc>,
    ) -> Result<Self, Vec<Violation>> {
        let Draft { plan, examples, valid_from } = draft;
        let mut wrong = unnamed(&plan);
        wrong.extend(plan.not_applied());
        match check_plan(&plan, examples.as_bytes()) {
            Ok(checked) => wrong.extend((0..).zip(&checked).filter_map(|(place, case)| differs(place, case))),
            Err(why) => wrong.push(Violation::new("examples", "MALFORMED", why.to_string())),
        }
        if last.is_some_and(|last| valid_from <= last.valid_from) {
            wrong.push(Violation::new("valid_from", "NOT_LATER", "not later than the version before"));
        }
        if calendar::jst_date(now).checked_add_days(AHEAD).is_some_and(|furthest| valid_from > furthest) {
            wrong.push(Violation::new("valid_from", "TOO_FAR", "more than two years ahead"));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let version = last.map_or(1, |last| last.version.saturating_add(1));
        Ok(Self {
            id,
            revision: 1,
            insurer,
            version,
            valid_from,
            valid_until: None,
            plan,
            examples,
            published_at: now,
        })
    }

    /// Whether it could have been published: it has names, a term, and worked examples that can be read. Those came out when it was.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let is_term = self.valid_until.is_none_or(|until| self.valid_from <= until);
        let examples = || check_plan(&self.plan, self.examples.as_bytes());
        let are_read = || examples().is_ok_and(|checked| checked.iter().all(|case| case.outcome.is_ok()));
        self.version >= 1 && is_term && unnamed(&self.plan).is_empty() && are_read()
    }
}

fn unnamed(plan: &Plan) -> Vec<Violation> {
    let fields = [("definition.code", &plan.code, 40), ("definition.name", &plan.name, 100)];
    let wrong = |(field, text, most): (&str, &String, usize)| match text.trim().chars().count() {
        0 => Some(Violation::new(field, "REQUIRED", "missing")),
        length if length > most => Some(Violation::new(field, "TOO_LONG", "too long")),
        // Another code that looks the same would be another plan.
        _ if text.trim() != text => Some(Violation::new(field, "MALFORMED", "begins or ends with a space")),
        _ if text.contains(char::is_control) => {
            Some(Violation::new(field, "CONTROL_CHARACTER", "not to be seen"))
        }
        _ => None,
    };
    fields.into_iter().filter_map(wrong).collect()
}

fn differs(place: usize, case: &Checked) -> Option<Violation> {
    let field = format!("examples[{place}]");
    match &case.outcome {
        Ok(outcome) if outcome.agrees() => None,
        Ok(outcome) => {
            let message = match outcome.annual_maximum {
                Some((printed, Some(computed))) => format!("{}: {printed} ≠ {computed}", case.id),
                Some((printed, None)) => format!("{}: {printed} ≠ ∞", case.id),
                None => format!("{}: {} ≠ {}", case.id, outcome.expected, outcome.actual),
            };
            Some(Violation::new(field, "DIFFERENT", message))
        }
        Err(why) => Some(Violation::new(field, "MALFORMED", format!("{}: {why}", case.id))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(expected: i64, valid_from: &str) -> Draft {
        let plan = json!({ "code": "P70", "name": "プラン70", "ratio_pct": 70 });
        let unit = json!({ "kind": "any", "eligible_yen": 10_000 });
        Draft {
            plan: serde_json::from_value(plan).unwrap(),
            examples: json!([{ "id": "A", "units": [unit], "expected": expected }]).to_string(),
            valid_from: valid_from.parse().unwrap(),
        }
    }

    fn publish(draft: Draft, last: Option<&PlanVersion>) -> Result<PlanVersion, Vec<(String, String)>> {
        let insurer = OrganisationId::generate();
        let now = "2026-03-31T15:00:00Z".parse().unwrap();
        let published = PlanVersion::publish(PlanId::generate(), insurer, draft, last, now);
        published.map_err(|wrong| wrong.into_iter().map(|it| (it.field, it.code)).collect())
    }

    #[test]
    fn versions_of_a_code_follow_each_other() {
        let first = publish(draft(7_000, "2026-04-01"), None).unwrap();
        let second = publish(draft(7_000, "2027-04-01"), Some(&first)).unwrap();
        assert_eq!((first.version, second.version), (1, 2));
        for day in ["2026-04-01", "2026-03-31"] {
            let refused = publish(draft(7_000, day), Some(&first)).unwrap_err();
            assert_eq!(refused, [("valid_from".to_owned(), "NOT_LATER".to_owned())]);
        }
    }

    #[test]
    fn a_version_begins_within_two_years() {
        assert!(publish(draft(7_000, "2028-04-02"), None).is_ok());
        let refused = publish(draft(7_000, "2028-04-03"), None).unwrap_err();
        assert_eq!(refused, [("valid_from".to_owned(), "TOO_FAR".to_owned())]);
    }

    #[test]
    fn terms_that_no_claim_can_bring_are_not_published() {
        for (field, terms) in [
            ("counting.visits", json!({ "counting": { "visits": "each" } })),
            (
                "counting.second_surgery_of_another_condition",
                json!({ "counting": { "second_surgery_of_another_condition": true } }),
            ),
            (
                "deductible_unit",
                json!({ "deductible_mode": "before", "deductible_yen": 1, "deductible_unit": "condition" }),
            ),
            ("limit_scope", json!({ "limit_scope": "condition" })),
        ] {
            let mut plan = json!({ "code": "P100", "name": "プラン100", "ratio_pct": 100 });
            plan.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
            let examples = json!([{ "units": [], "expected": 0 }]).to_string();
            let plan = serde_json::from_value(plan).unwrap();
            let refused = publish(Draft { plan, examples, ..draft(7_000, "2026-04-01") }, None).unwrap_err();
            assert_eq!(refused, [(format!("definition.{field}"), "NOT_APPLIED".to_owned())]);
        }
    }

    #[test]
    fn an_archive_brings_what_could_have_been_published() {
        let version = publish(draft(7_000, "2026-04-01"), None).unwrap();
        assert!(version.is_sound());
        let no_name = Plan { name: " ".to_owned(), ..version.plan.clone() };
        for unsound in [
            PlanVersion { version: 0, ..version.clone() },
            PlanVersion { plan: no_name, ..version.clone() },
            PlanVersion { examples: "[7]".to_owned(), ..version.clone() },
            PlanVersion { valid_until: Some("2026-03-31".parse().unwrap()), ..version },
        ] {
            assert!(!unsound.is_sound(), "{unsound:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_at_once() {
        let mut bad = draft(7_001, "2026-04-01");
        (bad.plan.code, bad.plan.name) = (String::new(), "長".repeat(101));
        let refused = publish(bad, None).unwrap_err();
        let wanted =
            [("definition.code", "REQUIRED"), ("definition.name", "TOO_LONG"), ("examples[0]", "DIFFERENT")];
        assert_eq!(refused, wanted.map(|(field, code)| (field.to_owned(), code.to_owned())));
        for none in ["", "[]", "{}"] {
            let refused =
                publish(Draft { examples: none.to_owned(), ..draft(7_000, "2026-04-01") }, None).unwrap_err();
            assert_eq!(refused, [("examples".to_owned(), "MALFORMED".to_owned())]);
        }
        let of_another = json!([{ "plan": { "ratio_pct": 1 }, "units": [], "expected": 0 }]).to_string();
        let refused =
            publish(Draft { examples: of_another, ..draft(7_000, "2026-04-01") }, None).unwrap_err();
        assert_eq!(refused, [("examples[0]".to_owned(), "MALFORMED".to_owned())]);
    }
}
