//! 問い合わせ番号: eight Crockford characters, 4-4, the last a check that catches any one wrong character and any two
//! neighbours exchanged. It is derived from the trace, so that it resolves to everything about the request.

use std::fmt;

use sha2::{Digest, Sha256};

/// Crockford's letters: none that can be taken for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A support code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportCode([u8; 8]);

impl SupportCode {
    /// The code of a trace.
    #[must_use]
    pub fn of(trace: u128) -> Self {
        let digest: [u8; 32] = Sha256::digest(trace.to_be_bytes()).into();
        let [a, b, c, d, e, ..] = digest;
        let bits = u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
        let mut digits = [0; 8];
        let mut check = 0;
        for (place, digit) in digits.iter_mut().take(7).enumerate() {
            *digit = u8::try_from((bits >> (5 * place)) & 31).unwrap_or_default();
            check = doubled(check) ^ *digit;
        }
        digits[7] = doubled(check);
        Self(digits)
    }

    /// Reads a code as people type it: any case, with or without the dash, O for 0, I and L for 1.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.bytes().filter(|letter| *letter != b'-' && *letter != b' ').map(digit);
        let digits: [u8; 8] = letters.collect::<Option<Vec<_>>>()?.try_into().ok()?;
        let check = digits.iter().take(7).fold(0, |check, digit| doubled(check) ^ digit);
        (doubled(check) == digits[7]).then_some(Self(digits))
    }
}

impl fmt::Display for SupportCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            let letter = LETTERS.get(usize::from(*digit)).copied().unwrap_or(b'0');
            write!(f, "{}{}", if place == 4 { "-" } else { "" }, char::from(letter))?;
        }
        Ok(())
    }
}

/// Twice a number in the field of 32 elements.
const fn doubled(digit: u8) -> u8 {
    ((digit << 1) ^ (if digit & 16 == 0 { 0 } else { 0b10_0101 })) & 31
}

fn digit(letter: u8) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    u8::try_from(LETTERS.iter().position(|other| *other == letter)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = SupportCode::of(42);
        let text = code.to_string();
        assert_eq!((text.len(), text.as_bytes()[4]), (9, b'-'));
        assert_eq!(SupportCode::parse(&text.to_lowercase().replace('-', " ")), Some(code));
    }

    #[test]
    fn one_wrong_character_is_noticed() {
        let code = SupportCode::of(7);
        for place in 0..8 {
            for digit in (0..32).filter(|digit| *digit != code.0[place]) {
                let mut wrong = code;
                wrong.0[place] = digit;
                assert_eq!(SupportCode::parse(&wrong.to_string()), None);
            }
        }
    }

    #[test]
    fn exchanged_neighbours_are_noticed() {
        for trace in 0..50 {
            let code = SupportCode::of(trace);
            for place in (0..7).filter(|place| code.0[*place] != code.0[place + 1]) {
                let mut wrong = code;
                wrong.0.swap(place, place + 1);
                assert_eq!(SupportCode::parse(&wrong.to_string()), None);
            }
        }
    }
}
