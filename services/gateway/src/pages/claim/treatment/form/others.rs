//! 他の保険契約の申告 in the form: `other` says none or some, and `other0_insurer`, `other0_paid` which and what it has paid. A row
//! without an insurer is blank.

use proto::claims::v1::{OtherInsurance, OtherPolicy};

use super::{amount, plain_yen};
use crate::{
    pages::input::{Entered, Wrong},
    words::Words,
};

/// Rows of the form; as many as a declaration may have.
const MOST: usize = 3;
const NONE: &str = "none";
const SOME: &str = "some";

/// The declaration as shown.
pub struct Others {
    /// `none`, `some`, or nothing while the owner was not asked.
    pub said: String,
    /// Each of the others.
    pub rows: Vec<Other>,
}

/// A row as shown.
pub struct Other {
    /// The field of its insurer.
    pub named: String,
    /// Its insurer.
    pub insurer: String,
    /// The field of what it has paid.
    pub paying: String,
    /// What it has paid.
    pub paid: String,
}

impl Others {
    pub(super) fn of(declared: Option<&OtherInsurance>) -> Self {
        let policies: Option<&[OtherPolicy]> = declared.map(|declared| declared.policies.as_slice());
        let said = match policies {
            None => "",
            Some([]) => NONE,
            Some(_) => SOME,
        };
        let row = |place| {
            let policy: Option<&OtherPolicy> = policies.and_then(|policies| policies.get(place));
            let paid = policy.and_then(|policy| policy.paid_yen).map(plain_yen);
            Other::new(place, policy.map(|policy| policy.insurer.clone()), paid)
        };
        Self { said: said.to_owned(), rows: (0..MOST).map(row).collect() }
    }

    pub(super) fn again(sent: &Entered) -> Self {
        let row =
            |place| Other::new(place, Some(sent.owned(&insurer(place))), Some(sent.owned(&paid(place))));
        Self { said: sent.owned("other"), rows: (0..MOST).map(row).collect() }
    }
}

impl Other {
    fn new(place: usize, name: Option<String>, yen: Option<String>) -> Self {
        Self {
            named: insurer(place),
            insurer: name.unwrap_or_default(),
            paying: paid(place),
            paid: yen.unwrap_or_default(),
        }
    }
}

/// Reads it; what cannot be read leaves the declaration open.
pub(super) fn read(sent: &Entered, w: &Words, wrong: &mut Wrong) -> Option<OtherInsurance> {
    match sent.text("other") {
        NONE => Some(OtherInsurance::default()),
        SOME => some(sent, w, wrong),
        _ => None,
    }
}

fn some(sent: &Entered, w: &Words, wrong: &mut Wrong) -> Option<OtherInsurance> {
    let before = wrong.count();
    let mut policies = vec![];
    for place in 0..MOST {
        let (name, yen) = (sent.owned(&insurer(place)), sent.text(&paid(place)));
        let paid_yen = amount(yen);
        if !yen.is_empty() && paid_yen.is_none() {
            wrong.note(paid(place), w.draft.other_paid_wrong);
        }
        if name.is_empty() && !yen.is_empty() {
            wrong.note(insurer(place), w.draft.other_insurer_needed);
        }
        if !name.is_empty() {
            policies.push(OtherPolicy { insurer: name, paid_yen });
        }
    }
    if policies.is_empty() {
        wrong.note(insurer(0), w.draft.other_insurer_needed);
    }
    (wrong.count() == before).then_some(OtherInsurance { policies })
}

/// The field of a path such as `other_insurance[1].insurer`.
pub(super) fn field_of(path: &str) -> Option<String> {
    let rest = path.strip_prefix("other_insurance")?;
    let Some((place, part)) = rest.strip_prefix('[').and_then(|rest| rest.split_once("].")) else {
        return Some("other".to_owned());
    };
    let place = place.parse().unwrap_or_default();
    Some(if part == "paid_yen" { paid(place) } else { insurer(place) })
}

fn insurer(place: usize) -> String {
    format!("other{place}_insurer")
}

fn paid(place: usize) -> String {
    format!("other{place}_paid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    fn of(pairs: &[(&str, &str)]) -> (Option<OtherInsurance>, Vec<String>) {
        let sent = Entered::new(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        let mut wrong = Wrong::default();
        let read = read(&sent, Language::Japanese.words(), &mut wrong);
        (read, wrong.all().iter().map(|(field, _)| field.clone()).collect())
    }

    #[test]
    fn nothing_said_is_open_and_none_is_a_declaration() {
        assert_eq!(of(&[]), (None, vec![]));
        assert_eq!(
            of(&[("other", "none"), ("other0_insurer", "甲")]),
            (Some(OtherInsurance::default()), vec![])
        );
    }

    #[test]
    fn another_insurance_has_a_name_and_may_have_paid() {
        let typed = [
            ("other", "some"),
            ("other0_insurer", "甲損害保険"),
            ("other2_insurer", "乙"),
            ("other2_paid", "３，０００"),
        ];
        let policy = |insurer: &str, paid_yen| OtherPolicy { insurer: insurer.into(), paid_yen };
        let policies = vec![policy("甲損害保険", None), policy("乙", Some(3_000))];
        assert_eq!(of(&typed), (Some(OtherInsurance { policies }), vec![]));
    }

    #[test]
    fn what_is_half_typed_leaves_the_declaration_open() {
        assert_eq!(of(&[("other", "some")]), (None, vec!["other0_insurer".to_owned()]));
        let typed =
            [("other", "some"), ("other0_insurer", "甲"), ("other0_paid", "千円"), ("other1_paid", "5")];
        assert_eq!(of(&typed), (None, vec!["other0_paid".to_owned(), "other1_insurer".to_owned()]));
    }

    #[test]
    fn a_violation_finds_its_field() {
        assert_eq!(field_of("other_insurance").as_deref(), Some("other"));
        assert_eq!(field_of("other_insurance[1].paid_yen").as_deref(), Some("other1_paid"));
        assert_eq!(field_of("onset_on"), None);
    }
}
