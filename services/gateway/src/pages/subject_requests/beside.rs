//! What claims refuses, beside the field of the form that caused it. A refusal that no form can mend is none of these.

use fault::{Fault, Violation};

use crate::{
    pages::{input::Wrong, refusal, visit::Visit},
    words::Words,
};

/// The button of what cannot be undone.
pub const CARRY_OUT: &str = "carry_out";

/// Of recording a request, if the form can mend it.
pub fn receiving(fault: &Fault, visit: &Visit) -> Option<Wrong> {
    let about_the_policy =
        matches!(fault.reason(), "POLICY_NOT_FOUND" | "SUBJECT_REQUEST_OPEN" | "SUBJECT_ALREADY_STOPPED");
    (about_the_policy || refusal::is_correctable(fault)).then(|| at(fault, visit, "policy_number"))
}

/// Of a step of a request, if the form can mend it; what is about no field stands at `otherwise`.
pub fn handling(fault: &Fault, visit: &Visit, otherwise: &str) -> Option<Wrong> {
    refusal::is_correctable(fault).then(|| at(fault, visit, otherwise))
}

fn at(fault: &Fault, visit: &Visit, otherwise: &str) -> Wrong {
    let mut wrong = Wrong::default();
    for violation in fault.violations() {
        let words = words(violation, visit.w).map(str::to_owned);
        let words = words.unwrap_or_else(|| refusal::words(&violation.code, visit.language));
        wrong.note(place(&violation.field), words);
    }
    if wrong.is_empty() { refusal::beside(fault, visit.language, otherwise, str::to_owned) } else { wrong }
}

/// The field of the form for a path of the request.
fn place(path: &str) -> &str {
    match path {
        "asked_at" => "asked_on",
        other => other.strip_prefix("correction.").unwrap_or(other),
    }
}

fn words(violation: &Violation, w: &'static Words) -> Option<&'static str> {
    let w = &w.subject_requests;
    Some(match (violation.field.as_str(), violation.code.as_str()) {
        ("kind", "REQUIRED") => w.kind_needed,
        ("policy_number", "REQUIRED") => w.policy_needed,
        ("asked_at", "FUTURE") => w.asked_future,
        ("asked_at", "TOO_EARLY") => w.asked_early,
        ("correction", "REQUIRED") => w.correction_needed,
        ("correction", "UNEXPECTED") => w.correction_unexpected,
        ("proof", "REQUIRED") => w.proof_needed,
        ("stated_kana", "REQUIRED") => w.kana_needed,
        ("ground", "REQUIRED") => w.ground_needed,
        ("ground", "UNEXPECTED") => w.ground_unfit,
        ("stated_kana" | "stated_contact", "MISMATCH") => w.mismatch,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    #[test]
    fn a_path_is_a_field_of_the_form() {
        let placed = ["asked_at", "correction.surname", "correction", "stated_kana"].map(place);
        assert_eq!(placed, ["asked_on", "surname", "correction", "stated_kana"]);
    }

    #[test]
    fn what_has_no_words_of_its_own_has_those_of_its_code() {
        let violation = |field: &str, code: &str| Violation {
            field: field.into(),
            code: code.into(),
            message: String::new(),
        };
        let w = Language::Japanese.words();
        assert_eq!(words(&violation("asked_at", "FUTURE"), w), Some(w.subject_requests.asked_future));
        assert_eq!(words(&violation("correction.email", "MALFORMED"), w), None);
    }
}
