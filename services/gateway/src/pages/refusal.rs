//! What a service refused, beside the fields of the form that caused it.

use fault::{Fault, Kind};

use super::input::Wrong;
use crate::{context::Language, problem};

/// Whether the form can be shown again for the person to correct.
pub fn is_correctable(fault: &Fault) -> bool {
    matches!(fault.kind(), Kind::Invalid | Kind::Refused) && !fault.reason().contains("REUSED")
}

/// The words for each violation, at the field that `place` names for its path; the whole at `otherwise`.
pub fn beside(fault: &Fault, language: Language, otherwise: &str, place: impl Fn(&str) -> String) -> Wrong {
    let mut wrong = Wrong::default();
    for violation in fault.violations() {
        wrong.note(place(&violation.field), words(&violation.code, language));
    }
    let known = match fault.reason() {
        "DOCUMENT_TOO_MANY" => {
            Some(("書類は10ファイルまで添付できます。", "A claim has at most 10 documents."))
        }
        "CONTRACT_ENDED" => Some((
            "保険会社との契約が終了しているため、提出できません。保険会社へご確認ください。",
            "The contract with the insurer has ended. Please ask the insurer.",
        )),
        _ => None,
    };
    if let Some((japanese, english)) = known {
        wrong.note(otherwise, language.pick(japanese, english));
    }
    if wrong.is_empty() {
        let wording = problem::wording(fault);
        wrong.note(otherwise, format!("{}{}", wording.title, wording.detail));
    }
    wrong
}

/// The words for what is wrong with a field of a form.
pub fn words(code: &str, language: Language) -> String {
    let (japanese, english) = match code {
        "OUTSIDE_TERM" => (
            "診療日が保険期間の外です。契約をご確認ください。",
            "The day of treatment is outside the policy's term.",
        ),
        "IN_FUTURE" => {
            ("診療日は今日までの日付を入力してください。", "The day of treatment must not be in the future.")
        }
        "AFTER_TREATMENT" => (
            "発症日は最初の診療日以前の日付を入力してください。",
            "The onset must not be after the first treatment.",
        ),
        "DIFFERENT" => (
            "書類が変わりました。内容をご確認のうえ、もう一度提出してください。",
            "The documents have changed. Please check them and submit again.",
        ),
        "UNKNOWN_FORMAT" => (
            "添付できない形式です。JPEG・PNG・PDFでお送りください。",
            "This format cannot be attached. Please send JPEG, PNG or PDF.",
        ),
        "TAKEN" => (
            "すでに使われています。別の名前を入力してください。",
            "This is in use already. Please choose another.",
        ),
        other => return problem::field_wording(other).into_owned(),
    };
    language.pick(japanese, english).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_stands_at_its_field() {
        let fault = Fault::invalid("CLAIM_INVALID")
            .violation("treatment.onset_on", "REQUIRED", "")
            .violation("x", "OUTSIDE_TERM", "");
        let wrong = beside(&fault, Language::Japanese, "form", |field| field.replace("treatment.", ""));
        assert!(wrong.at("onset_on").is_some_and(|words| words.contains("入力してください")));
        assert!(wrong.at("x").is_some_and(|words| words.contains("保険期間")));
    }

    #[test]
    fn a_refusal_without_fields_still_says_something() {
        let wrong = beside(&Fault::refused("CLAIM_NOT_DRAFT"), Language::Japanese, "form", str::to_owned);
        assert!(wrong.at("form").is_some_and(|words| !words.is_empty()));
    }
}
