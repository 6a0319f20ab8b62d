//! What two spellings have in common: ｺﾑｷﾞ, こむぎ and コムギ are one name, ０９０－１２３４ and 0901234 one number.
//! Refuses no text; a text without anything to find becomes empty.

use unicode_normalization::UnicodeNormalization as _;

/// How a field is spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Names: compatibility forms, kana and case folded; spaces and middle dots dropped.
    Name,
    /// Numbers and codes: letters and digits only.
    Number,
    /// Telephone numbers: digits only, +81 as 0.
    Phone,
    /// Mail addresses: compatibility forms and case, and nothing else: each mark in an address tells it from another.
    Address,
}

impl Form {
    pub(super) fn normal(self, text: &str) -> String {
        let folded = fold(text);
        match self {
            Self::Address => address(text),
            // Composed once more: what stood on both sides of a space may belong together.
            Self::Name => folded.chars().filter(|c| !c.is_whitespace() && !is_dot(*c)).nfkc().collect(),
            Self::Number => folded.chars().filter(|c| c.is_alphanumeric() && *c != 'ー').nfkc().collect(),
            Self::Phone => phone(&folded),
        }
    }
}

/// NFKC makes half-width kana whole and full-width digits plain.
fn fold(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    lower.nfkc().map(hiragana).collect()
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Exactly as accounts compares addresses (`domain/email.rs`): kana are not folded, being in no address.
fn address(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_lowercase()
}

const fn is_dot(c: char) -> bool {
    matches!(c, '・' | '·' | '･')
}

fn phone(folded: &str) -> String {
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let abroad = folded.trim_start().starts_with('+');
    match digits.strip_prefix("81").filter(|_| abroad) {
        // +81 (0)90 … is also written.
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_has_many_spellings() {
        for spelling in ["こむぎ", "コムギ", "ｺﾑｷﾞ", " こ む　ぎ ", "コム・ギ", "コムキ\u{3099}"]
        {
            assert_eq!(Form::Name.normal(spelling), "こむぎ", "{spelling}");
        }
        assert_eq!(Form::Name.normal("Ｍomo"), "momo");
        assert_eq!(Form::Name.normal("ヴィヴィ"), "ゔぃゔぃ");
        assert_eq!(Form::Name.normal("コーギー"), "こーぎー");
        assert_ne!(Form::Name.normal("こむぎ"), Form::Name.normal("こむき"));
        assert_eq!(Form::Name.normal(" 　・"), "");
    }

    #[test]
    fn one_number_has_many_spellings() {
        for spelling in ["AB-12-34", "ａｂ１２３４", "ab 1234", "AB‐12–34", "AB−12ー34"] {
            assert_eq!(Form::Number.normal(spelling), "ab1234", "{spelling}");
        }
        for spelling in
            ["090-1234-5678", "０９０（１２３４）５６７８", "+81 90-1234-5678", "＋８１(0)90 1234 5678"]
        {
            assert_eq!(Form::Phone.normal(spelling), "09012345678", "{spelling}");
        }
        assert_eq!(Form::Phone.normal("8190"), "8190");
    }

    #[test]
    fn one_address_has_many_spellings_and_every_mark_counts() {
        for spelling in ["a.b+c@clinic.example", " Ａ.Ｂ＋Ｃ＠Clinic.Example　", "A.B+C@CLINIC.EXAMPLE"]
        {
            assert_eq!(Form::Address.normal(spelling), "a.b+c@clinic.example", "{spelling}");
        }
        for other in ["ab+c@clinic.example", "a.b-c@clinic.example", "a.b+c@clinicexample"] {
            assert_ne!(Form::Address.normal(other), "a.b+c@clinic.example");
        }
        assert_eq!(Form::Address.normal(" 　"), "");
    }

    proptest! {
        #[test]
        fn a_normal_text_is_its_own(text in "[ぁ-ゖァ-ヺー\u{3099}ｦ-ﾟa-zA-Z0-9Ａ-Ｚ０-９ 　・‐−-一-龥髙﨑]*") {
            for form in [Form::Name, Form::Number] {
                let normal = form.normal(&text);
                prop_assert_eq!(form.normal(&normal), normal);
            }
        }
    }
}
