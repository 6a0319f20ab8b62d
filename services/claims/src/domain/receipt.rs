//! 受付番号: `C-261122-7K3F9X`: the day in Japan and six random characters of Crockford base 32, which can be read out over the
//! telephone. Not a sequence: nobody learns from it how many claims a day there are.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters: 2^30 numbers a day.
const LENGTH: u32 = 6;

/// The receipt number of a day for 30 random bits.
#[must_use]
pub fn number(day: NaiveDate, random: u32) -> String {
    numbered('C', day, random)
}

/// The same for a request of a data subject: `S-261123-7K3F9X`.
#[must_use]
pub fn subject_request(day: NaiveDate, random: u32) -> String {
    numbered('S', day, random)
}

/// The receipt number that was typed in full, however it was typed; none when it is not one.
#[must_use]
pub fn typed(text: &str) -> Option<String> {
    let said: String = text.nfkc().flat_map(char::to_uppercase).filter(|c| !is_between(*c)).collect();
    let (day, random) = said.strip_prefix('C')?.split_at_checked(6)?;
    let legal = random.len() == 6 && random.bytes().all(|byte| ALPHABET.contains(&byte));
    (legal && day.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("C-{day}-{random}"))
}

fn numbered(sort: char, day: NaiveDate, random: u32) -> String {
    let characters: String = (0..LENGTH).map(|place| character(random >> (5 * place))).collect();
    format!("{sort}-{}-{characters}", day.format("%y%m%d"))
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー')
}

fn character(bits: u32) -> char {
    let place = usize::try_from(bits & 31).unwrap_or_default();
    ALPHABET.get(place).map_or('0', |character| char::from(*character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_number_names_its_day_and_can_be_read_out() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(number(day, 0), "C-261122-000000");
        let other = number(day, 0x3fff_ffff);
        assert_eq!(other, "C-261122-ZZZZZZ");
        assert_eq!(subject_request(day, 1), "S-261122-100000");
        for spelling in
            ["C-261122-7K3F9X", "c2611227k3f9x", "Ｃ－２６１１２２－７Ｋ３Ｆ９Ｘ", "Cー261122ー7k3f9x"]
        {
            assert_eq!(typed(spelling).as_deref(), Some("C-261122-7K3F9X"), "{spelling}");
        }
        for other in ["C-261122-7K3F9", "C-261122-7K3F9U", "D-261122-7K3F9X", "C-26112a-7K3F9X", "こむぎ", ""]
        {
            assert_eq!(typed(other), None, "{other}");
        }
        assert!(!ALPHABET.iter().any(|c| b"ILOU".contains(c)), "no character is mistaken for another");
    }
}
