//! 対象外理由 as words and as choices. A page does without their names when claims does not answer: then a code stands for itself.

use proto::claims::v1::{Circumstance, Line, ListReasonsRequest, Reason};

use super::visit::Visit;
use crate::{context::Language, words::Words};

/// The catalogue, in the visitor's language.
#[derive(Default)]
pub struct Reasons {
    rows: Vec<Reason>,
    language: Language,
}

impl Reasons {
    /// All of them.
    pub async fn of(visit: &Visit) -> Self {
        let rows = visit.ask(ListReasonsRequest {}).await.unwrap_or_default().reasons;
        Self { rows, language: visit.language }
    }

    /// What one is called.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        let known = self.rows.iter().find(|reason| reason.code == code);
        known.map_or(code, |reason| self.language.pick(&reason.name, &reason.english_name))
    }

    /// What is said of a line: whether it is insured, and what it is for where terms may exclude that.
    pub fn standing(&self, line: &Line) -> String {
        let w = self.language.words();
        let insured = if line.insured { w.claims.insured_yes } else { w.claims.insured_no };
        if line.excluded_as.is_empty() {
            return insured.to_owned();
        }
        let purpose = format!("{}{}", self.name(&line.excluded_as), circumstance(line.circumstance(), w));
        if line.insured { purpose } else { format!("{insured}：{purpose}") }
    }

    /// What a line may be for, as a form's value and in words.
    pub fn of_lines(&self) -> Vec<(String, String)> {
        let of_lines = self.rows.iter().filter(|reason| reason.of_lines).flat_map(|reason| {
            let plain = Line { insured: true, excluded_as: reason.code.clone(), ..Line::default() };
            let under = Line { circumstance: reason.circumstance, ..plain.clone() };
            let has_two = reason.circumstance() != Circumstance::Unspecified;
            [Some(plain), has_two.then_some(under)]
        });
        of_lines.flatten().map(|line| (value(&line), self.standing(&line))).collect()
    }

    /// What a whole claim may be denied for, by code and in words: first what is about the policy, then what the treatment was for.
    pub fn of_denials(&self) -> Vec<(&'static str, Vec<(String, String)>)> {
        let w = &self.language.words().claims;
        let of = |of_lines: bool| {
            let rows = self.rows.iter().filter(|reason| reason.denies && reason.of_lines == of_lines);
            rows.map(|reason| (reason.code.clone(), self.name(&reason.code).to_owned())).collect()
        };
        vec![(w.reasons_of_policy, of(false)), (w.reasons_of_lines, of(true))]
    }
}

/// The value of a form's field for what is said of a line: `1` is insured, `0` is not, `1:CARE:1` is for care with an inflammation.
pub fn value(line: &Line) -> String {
    let mut value = if line.insured { "1" } else { "0" }.to_owned();
    if !line.excluded_as.is_empty() {
        value = format!("{value}:{}", line.excluded_as);
    }
    if line.circumstance() == Circumstance::Unspecified {
        value
    } else {
        format!("{value}:{}", line.circumstance)
    }
}

/// What a value of a form says of a line. What is not there is not insured, as of a box that is not ticked.
pub fn say(line: Line, value: &str) -> Line {
    let mut parts = value.splitn(3, ':');
    let insured = parts.next() == Some("1");
    let excluded_as = parts.next().unwrap_or_default().to_owned();
    let circumstance = parts.next().and_then(|number| number.parse().ok()).unwrap_or_default();
    Line { insured, excluded_as, circumstance, ..line }
}

const fn circumstance(circumstance: Circumstance, w: &Words) -> &'static str {
    match circumstance {
        Circumstance::Unspecified => "",
        Circumstance::Inflamed => w.claims.inflamed,
        Circumstance::Vaccinated => w.claims.vaccinated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_says_of_a_line_is_what_it_was_shown() {
        for (insured, code, circumstance) in [
            (true, "", Circumstance::Unspecified),
            (false, "", Circumstance::Unspecified),
            (true, "FOOD", Circumstance::Unspecified),
            (false, "FOOD", Circumstance::Unspecified),
            (true, "CARE", Circumstance::Inflamed),
        ] {
            let line = Line {
                insured,
                excluded_as: code.into(),
                circumstance: circumstance.into(),
                ..Line::default()
            };
            assert_eq!(say(Line::default(), &value(&line)), line);
        }
        assert!(!say(Line::default(), "").insured && !say(Line::default(), "yes").insured);
    }

    #[test]
    fn a_line_says_what_it_is_for_and_a_code_stands_for_itself() {
        let row = Reason {
            code: "CARE".into(),
            name: "お手入れの費用".into(),
            english_name: "grooming".into(),
            of_lines: true,
            denies: true,
            circumstance: Circumstance::Inflamed.into(),
        };
        let waiting = Reason { code: "WAITING".into(), of_lines: false, ..row.clone() };
        let reasons = Reasons { rows: vec![row, waiting], language: Language::Japanese };
        let said = |value: &str| reasons.standing(&say(Line::default(), value));
        assert_eq!(["1", "0"].map(said), ["対象", "対象外"]);
        assert_eq!(said("1:CARE:1"), "お手入れの費用（炎症あり）");
        assert_eq!(said("0:CARE"), "対象外：お手入れの費用");
        assert_eq!(said("1:FOOD"), "FOOD");
        let denials = reasons.of_denials().into_iter().map(|(_, rows)| rows.into_iter().map(|row| row.0));
        assert_eq!(denials.flatten().collect::<Vec<_>>(), ["WAITING", "CARE"]);
        let values: Vec<String> = reasons.of_lines().into_iter().map(|(value, _)| value).collect();
        assert_eq!(values, ["1:CARE", "1:CARE:1"]);
    }
}
