//! What a form carries, as typed: pairs of name and text, trimmed, and readers for amounts, quantities, dates and times that
//! accept full-width characters, commas and 和暦. A reader says `None` for what it cannot read; the page has the words.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use chrono::{NaiveDate, NaiveTime};

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub struct Entered(BTreeMap<String, String>);

impl Entered {
    /// Takes the pairs of a form; of a name sent twice the last counts.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, text)| (name, text.trim().to_owned())).collect())
    }

    /// What a field says; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether a field says anything, such as a ticked box.
    pub fn has(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Whether a field was sent at all, even if it says nothing.
    pub fn was_sent(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Everything but some fields, to be sent once more.
    pub fn pairs_without(&self, names: &[&str]) -> Vec<(String, String)> {
        let kept = self.0.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        kept.map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// The revision that the page was made from; 0 when it cannot be read, which no thing has.
    pub fn revision(&self) -> i64 {
        self.text("revision").parse().unwrap_or(0)
    }

    /// A copy of a field for a message.
    pub fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }
}

/// What is wrong with a form: a field's id with the words for it, in the order of the page.
#[derive(Debug, Clone, Default)]
pub struct Wrong(Vec<(String, String)>);

impl Wrong {
    /// Notes that a field is wrong; the first words for a field stay.
    pub fn note(&mut self, field: impl Into<String>, words: impl Into<String>) {
        let field = field.into();
        if self.at(&field).is_none() {
            self.0.push((field, words.into()));
        }
    }

    /// The words for a field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, words)| words.as_str())
    }

    /// Everything that is wrong.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// How much is wrong.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The status of the page that shows it: 422 while anything is.
    pub fn status(&self) -> StatusCode {
        if self.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}

/// A whole amount of at least one yen: `12,430`, `１２４３０`, `¥12,430円`.
pub fn yen(text: &str) -> Option<i64> {
    let digits = plain(text);
    let digits = digits.strip_prefix('¥').unwrap_or(&digits);
    let digits = digits.strip_suffix('円').unwrap_or(digits);
    whole(digits).filter(|yen| *yen >= 1)
}

/// A quantity in thousandths: `1`, `１．５`, `0.125`.
pub fn quantity_milli(text: &str) -> Option<i64> {
    let text = plain(text);
    let (units, part) = text.split_once('.').unwrap_or((&text, "0"));
    let (units, digits) = (whole(units)?, part.len());
    let part = whole(part).filter(|_| (1..=3).contains(&digits))?;
    let scale = [1, 100, 10, 1].get(digits)?;
    let milli = units.checked_mul(1000)?.checked_add(part.checked_mul(*scale)?)?;
    (milli > 0).then_some(milli)
}

/// A day, in any usual way of writing it.
pub fn date(text: &str) -> Option<NaiveDate> {
    calendar::parse_date(text).ok()
}

/// A time of day: `14:30`, `１４：３０`, `14時30分`.
pub fn time(text: &str) -> Option<NaiveTime> {
    let text = plain(text);
    let (hours, minutes) = text.split_once([':', '：', '時'])?;
    let minutes = minutes.strip_suffix('分').unwrap_or(minutes);
    let part =
        |digits: &str| whole(digits).filter(|_| digits.len() <= 2).and_then(|one| u32::try_from(one).ok());
    NaiveTime::from_hms_opt(part(hours)?, part(minutes)?, 0)
}

/// Full-width to half-width, without thousands separators and spaces.
fn plain(text: &str) -> String {
    let narrow = text.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '０'..='９' | '．' | '，' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '￥' | '\\' => '¥',
        other => other,
    });
    narrow.filter(|c| *c != ',').collect()
}

/// At most 12 digits and nothing else.
fn whole(digits: &str) -> Option<i64> {
    let plain = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_however_it_is_typed() {
        for text in ["12430", "12,430", "１２，４３０", "¥12,430", "￥12,430", " 12 430円 "] {
            assert_eq!(yen(text), Some(12_430), "{text}");
        }
    }

    #[test]
    fn an_amount_below_one_yen_or_not_whole_is_refused() {
        for text in ["", "0", "-1", "1.5", "千円", "1e3", "9999999999999"] {
            assert_eq!(yen(text), None, "{text}");
        }
    }

    #[test]
    fn a_quantity_has_at_most_three_decimals() {
        assert_eq!(quantity_milli("1"), Some(1000));
        assert_eq!(quantity_milli("１．５"), Some(1500));
        assert_eq!(quantity_milli("0.05"), Some(50));
        assert_eq!(quantity_milli("0.125"), Some(125));
        for text in ["", "0", "1.2345", "1.", ".5", "-1", "1.5.2"] {
            assert_eq!(quantity_milli(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_of_day_is_read_however_it_is_typed() {
        for text in ["8:05", "08:05", "０８：０５", " 8時05分 ", "8時5分"] {
            assert_eq!(time(text), NaiveTime::from_hms_opt(8, 5, 0), "{text}");
        }
        for text in ["", "8", "24:00", "8:60", "8:005", "8:05:30", "-8:05", "午後8:05"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_words_for_a_field_stay() {
        let mut wrong = Wrong::default();
        wrong.note("onset_on", "first");
        wrong.note("onset_on", "second");
        assert_eq!((wrong.count(), wrong.at("onset_on")), (1, Some("first")));
    }
}
