//! What somebody types to find a claim or a policy: words that must all match. A word is the beginning of a name, or a
//! number in full, or its last four; spelling does not matter (kana, width, case, hyphens). Refuses a text that is empty or
//! too long. What the blind index finds by it are candidates: they are opened, and this says whether they are meant.

use envelope::Field;
use ids::Personal;
use unicode_normalization::UnicodeNormalization;

use super::{policy::PolicyNumber, receipt};

/// Most characters.
const MOST: usize = 64;
/// Most words.
const MOST_WORDS: usize = 5;
/// How names are compared; the name of the field does not matter to that.
const NAME: Field = Field::name("");
const NUMBER: Field = Field::number("");
const PHONE: Field = Field::phone("");

/// Words that must all match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search(Vec<Word>);

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(Personal<String>);

/// What a search is compared with, opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// どうぶつの名前.
    pub pet_name: &'a Personal<String>,
    /// 飼い主の氏名: surname and given name with a space between.
    pub policyholder: &'a Personal<String>,
    /// The same in kana.
    pub kana: &'a Personal<String>,
    /// 証券番号.
    pub number: &'a PolicyNumber,
    /// Telephone; none for those who are not shown it, or they would learn it by searching.
    pub phone: Option<&'a Personal<String>>,
    /// 受付番号, of a claim that has one.
    pub receipt: Option<&'a str>,
}

/// Nothing that can be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSearch {
    /// It says nothing.
    #[error("a search has at least one character")]
    Empty,
    /// It is too long.
    #[error("a search has at most 64 characters")]
    TooLong,
    /// It has too many words.
    #[error("a search has at most five words")]
    TooMany,
}

impl Search {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`BadSearch`].
    pub fn parse(typed: &str) -> Result<Self, BadSearch> {
        let typed = typed.trim();
        if typed.chars().count() > MOST {
            return Err(BadSearch::TooLong);
        }
        let words: Vec<Word> =
            typed.split_whitespace().map(|word| Word(Personal::new(word.to_owned()))).collect();
        match words.len() {
            0 => Err(BadSearch::Empty),
            1..=MOST_WORDS => Ok(Self(words)),
            _ => Err(BadSearch::TooMany),
        }
    }

    /// Its words.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.0
    }

    /// Whether a word may be a telephone number.
    #[must_use]
    pub fn asks_for_a_phone(&self) -> bool {
        self.0.iter().any(|word| word.phone().is_some())
    }

    /// Whether all of its words are this receipt number: the only thing that a claim is found by of which nothing else stays.
    #[must_use]
    pub fn is_receipt(&self, number: &str) -> bool {
        self.0.iter().all(|word| word.receipt().as_deref() == Some(number))
    }

    /// Whether all of its words match.
    #[must_use]
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.0.iter().all(|word| word.matches(subject))
    }
}

impl Word {
    /// The word as a name. Always: a pet may be called R2.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.expose()
    }

    /// The word as a policy number.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        PolicyNumber::parse(self.0.expose()).is_ok().then(|| self.0.expose().as_str())
    }

    /// The word as a telephone number.
    #[must_use]
    pub fn phone(&self) -> Option<&str> {
        let telephonic = |c: char| c.is_ascii_digit() || "+-()‐‑–—―−ー".contains(c);
        let word = self.0.expose();
        let legal = word.nfkc().all(telephonic) && word.nfkc().any(|c| c.is_ascii_digit());
        legal.then_some(word.as_str())
    }

    /// The word as a receipt number in full, as receipt numbers are kept.
    #[must_use]
    pub fn receipt(&self) -> Option<String> {
        receipt::typed(self.0.expose())
    }

    /// The first character of a longer word: the surname, if a surname of one character and a given name were typed together.
    #[must_use]
    pub fn first(&self) -> Option<String> {
        let normal = NAME.normal(self.0.expose());
        let first = normal.chars().next().map(String::from);
        first.filter(|first| first.len() < normal.len())
    }

    /// Whether it is a single character as a name: then only whole names are meant, or nearly everybody would be.
    #[must_use]
    pub fn is_single(&self) -> bool {
        NAME.normal(self.0.expose()).chars().count() == 1
    }

    fn matches(&self, subject: &Subject<'_>) -> bool {
        self.is_name_of(subject)
            || self.number().is_some_and(|typed| is_number(NUMBER, typed, subject.number.as_str()))
            || self
                .phone()
                .zip(subject.phone)
                .is_some_and(|(typed, phone)| is_number(PHONE, typed, phone.expose()))
            || self.receipt().is_some_and(|typed| subject.receipt == Some(typed.as_str()))
    }

    fn is_name_of(&self, subject: &Subject<'_>) -> bool {
        let typed = NAME.normal(self.0.expose());
        let means = |name: &str| if self.is_single() { name == typed } else { name.starts_with(&typed) };
        let names = [subject.pet_name, subject.policyholder, subject.kana];
        !typed.is_empty()
            && names.into_iter().any(|name| {
                let whole = name.expose();
                means(&NAME.normal(whole)) || whole.split_whitespace().any(|part| means(&NAME.normal(part)))
            })
    }
}

/// Whether what was typed is the number, or its last four.
fn is_number(form: Field, typed: &str, number: &str) -> bool {
    let (typed, number) = (form.normal(typed), form.normal(number));
    !typed.is_empty() && (typed == number || typed.chars().count() == 4 && number.ends_with(&typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn personal(text: &str) -> Personal<String> {
        Personal::new(text.to_owned())
    }

    fn finds_with(typed: &str, phone: Option<&str>) -> bool {
        let number = PolicyNumber::parse("AB-2048").unwrap();
        let (pet, name, kana) = (personal("コムギ"), personal("山田 花子"), personal("ヤマダ ハナコ"));
        let phone = phone.map(personal);
        let subject = Subject {
            pet_name: &pet,
            policyholder: &name,
            kana: &kana,
            number: &number,
            phone: phone.as_ref(),
            receipt: Some("C-261122-7K3F9X"),
        };
        Search::parse(typed).unwrap().matches(&subject)
    }

    fn finds(typed: &str) -> bool {
        finds_with(typed, Some("090-1234-5678"))
    }

    #[test]
    fn a_name_is_found_in_any_spelling_by_its_beginning() {
        for typed in [
            "ｺﾑｷﾞ",
            "こむぎ",
            "コムギ",
            "コム",
            "山田 花子",
            "山田　花子",
            "山田花子",
            "花子",
            "山田花",
            "ヤマダ",
            "やまだはなこ",
            "ﾊﾅｺ こむぎ",
            "花子 山田 コムギ AB-2048 5678",
        ] {
            assert!(finds(typed), "{typed}");
        }
        for typed in
            ["ムギ", "田花子", "コムギー", "山田 太郎", "はなこやまだ", "山", "コ", "・", "山田花子コムギ"]
        {
            assert!(!finds(typed), "{typed}");
        }
    }

    #[test]
    fn a_number_is_found_in_full_or_by_its_last_four() {
        for typed in [
            "AB-2048",
            "ab2048",
            "ＡＢー２０４８",
            "2048",
            "090-1234-5678",
            "09012345678",
            "０９０１２３４５６７８",
            "+81-90-1234-5678",
            "5678",
            "C-261122-7K3F9X",
            "c2611227k3f9x",
        ] {
            assert!(finds(typed), "{typed}");
        }
        for typed in ["B-2048", "048", "12048", "AB5678", "678", "1234", "45678", "C-261122-7K3F9", "-"] {
            assert!(!finds(typed), "{typed}");
        }
    }

    #[test]
    fn a_phone_that_is_not_shown_is_not_found() {
        for typed in ["090-1234-5678", "5678"] {
            assert!(!finds_with(typed, None), "{typed}");
        }
        assert!(finds_with("2048", None));
    }

    #[test]
    fn a_surname_of_one_character_is_found_whole_and_with_the_given_name() {
        let number = PolicyNumber::parse("AB-2048").unwrap();
        let (pet, name, kana) = (personal("モモ"), personal("林 太郎"), personal("ハヤシ タロウ"));
        let subject = Subject {
            pet_name: &pet,
            policyholder: &name,
            kana: &kana,
            number: &number,
            phone: None,
            receipt: None,
        };
        for typed in ["林", "林太", "林太郎", "林 太郎"] {
            assert!(Search::parse(typed).unwrap().matches(&subject), "{typed}");
        }
        let word = &Search::parse("林太").unwrap().0[0];
        assert_eq!((word.first().as_deref(), word.is_single()), (Some("林"), false));
        assert!(Search::parse("林").unwrap().0[0].first().is_none());
    }

    #[test]
    fn what_says_nothing_or_too_much_is_refused() {
        assert_eq!(Search::parse(" 　"), Err(BadSearch::Empty));
        assert_eq!(Search::parse(&"あ".repeat(65)), Err(BadSearch::TooLong));
        assert!(Search::parse(&format!(" {} ", "あ".repeat(64))).is_ok());
        assert_eq!(Search::parse("a b c d e f"), Err(BadSearch::TooMany));
        assert!(!format!("{:?}", Search::parse("山田").unwrap()).contains("山田"));
    }
}
