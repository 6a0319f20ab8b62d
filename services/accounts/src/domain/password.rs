//! What a password must be: long, and not one that everybody tries first. No composition rules, no forced change.
//! Refuses fewer than 15 and more than 128 characters, known passwords, and the person's own address.

use unicode_normalization::UnicodeNormalization;

use super::{Coded, email::Email};

/// Characters a password has at least when only the device stands beside it.
const SHORTEST: usize = 15;
/// Characters a password has at most.
const LONGEST: usize = 128;
/// Bytes that are normalised at most: each could become 18 characters.
const MOST_BYTES: usize = 1024;
/// Passwords that are tried first, one a line; only those long enough to pass otherwise.
const COMMON: &str = include_str!("password_blocklist.txt");

/// A password in NFKC. Neither printed nor compared: only hashed.
#[derive(Clone)]
pub struct Password(String);

/// What is kept of a password: an argon2id hash in PHC form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Fewer than 15 characters.
    #[error("a password has at least 15 characters")]
    TooShort,
    /// More than 128 characters.
    #[error("a password has at most 128 characters")]
    TooLong,
    /// Among the passwords that are tried first.
    #[error("the password is too easy to guess")]
    Guessable,
}

impl Coded for BadPassword {
    fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "TOO_SHORT",
            Self::TooLong => "TOO_LONG",
            Self::Guessable => "GUESSABLE",
        }
    }
}

impl Password {
    /// A password that somebody chooses.
    ///
    /// # Errors
    /// [`BadPassword`] when it is too short, too long or easy to guess.
    pub fn choose(entered: &str, email: Option<&Email>) -> Result<Self, BadPassword> {
        let password = Self::shown(entered).ok_or(BadPassword::TooLong)?;
        match password.0.chars().count() {
            length if length < SHORTEST => Err(BadPassword::TooShort),
            _ if is_guessable(&password.0, email) => Err(BadPassword::Guessable),
            _ => Ok(password),
        }
    }

    /// A password that somebody shows at sign-in; none when no password could be so long.
    #[must_use]
    pub fn shown(entered: &str) -> Option<Self> {
        if entered.len() > MOST_BYTES {
            return None;
        }
        let text = entered.nfkc().collect::<String>();
        (text.chars().count() <= LONGEST).then_some(Self(text))
    }

    /// The bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹password›")
    }
}

impl PasswordHash {
    /// A hash in PHC form.
    #[must_use]
    pub const fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC form, for storage and verification.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹password hash›")
    }
}

fn is_guessable(password: &str, email: Option<&Email>) -> bool {
    let plain =
        password.to_lowercase().chars().filter(|character| !character.is_whitespace()).collect::<String>();
    let known = COMMON.lines().any(|line| line == plain);
    let own = email.is_some_and(|email| plain.contains(email.as_str()) || plain == email.local().repeat(2));
    known || own || is_repeated(&plain) || is_run(&plain)
}

/// A few characters over and over: `aaaaaaaaaaaaaaa`, `abcabcabcabcabc`, `passwordpassword`.
fn is_repeated(text: &str) -> bool {
    let characters = text.chars().collect::<Vec<_>>();
    let half = characters.len() / 2;
    (1..=half)
        .any(|period| characters.iter().zip(characters.iter().skip(period)).all(|(one, other)| one == other))
}

/// Neighbours all the way: `123456789012345`, `abcdefghijklmnop`, or backwards.
fn is_run(text: &str) -> bool {
    let step = |from: char, to: char| (u32::from(to) + 10 - u32::from(from) % 10) % 10;
    let digits = text.chars().all(|character| character.is_ascii_digit());
    let pairs = || text.chars().zip(text.chars().skip(1));
    let letters =
        |by: i64| pairs().all(|(one, other)| i64::from(u32::from(other)) - i64::from(u32::from(one)) == by);
    let turns = |by: u32| digits && pairs().all(|(one, other)| step(one, other) % 10 == by);
    letters(1) || letters(-1) || turns(1) || turns(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(password: &str) -> Option<BadPassword> {
        let email = Email::parse("tanaka@clinic.example").unwrap();
        Password::choose(password, Some(&email)).err()
    }

    #[test]
    fn length_is_counted_in_characters_after_normalisation() {
        assert_eq!(refusal("あいうえおかきくけこさしすせ"), Some(BadPassword::TooShort));
        assert_eq!(refusal("あめにもまけずかぜにもまけず雪"), None);
        assert_eq!(refusal(&"ｶﾞ".repeat(7)), Some(BadPassword::TooShort));
        assert_eq!(refusal(&"horse battery ".repeat(10)), Some(BadPassword::TooLong));
        assert_eq!(refusal(&"a".repeat(1_000_000)), Some(BadPassword::TooLong));
    }

    #[test]
    fn two_spellings_of_a_password_are_one() {
        let wide = Password::shown("ｃorrect horse battery").unwrap();
        assert_eq!(wide.as_bytes(), Password::shown("correct horse battery").unwrap().as_bytes());
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for password in [
            "aaaaaaaaaaaaaaaa",
            "passwordpassword",
            "Password Password",
            "123456789012345",
            "0987654321098765",
            "abcdefghijklmnop",
            "1q2w3e4r5t6y7u8i9o0p",
            "tanaka@clinic.example",
            "my tanaka@clinic.example",
        ] {
            assert_eq!(refusal(password), Some(BadPassword::Guessable), "{password}");
        }
        assert_eq!(refusal("shiba-inu loves the vet"), None);
        assert_eq!(refusal("159263748026159"), None);
    }

    #[test]
    fn every_line_of_the_blocklist_could_be_chosen_otherwise() {
        for line in COMMON.lines() {
            assert!(line.chars().count() >= SHORTEST && line == line.to_lowercase(), "{line}");
        }
    }

    #[test]
    fn a_password_does_not_print() {
        assert_eq!(format!("{:?}", Password::shown("hunter2hunter2!").unwrap()), "‹password›");
    }
}
