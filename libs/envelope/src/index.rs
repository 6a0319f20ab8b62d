//! Blind indexes: keyed, truncated tokens by which sealed fields are found without being opened. Refuses to make a token
//! of nothing, so that empty fields do not find each other. What a token gives away is in ADR 12.

mod normal;

use std::sync::Arc;

use normal::Form;

use crate::{KeyId, keyring::Warm};

/// A searchable part of a field; each service names its own as constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    form: Form,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    FirstTwo,
    LastFour,
}

impl Field {
    /// A name of a person or pet, whole: kana, width and case do not matter, nor do spaces.
    #[must_use]
    pub const fn name(name: &'static str) -> Self {
        Self { name, form: Form::Name, part: Part::Whole }
    }

    /// A number or code, whole: width, case, spaces and hyphens do not matter.
    #[must_use]
    pub const fn number(name: &'static str) -> Self {
        Self { name, form: Form::Number, part: Part::Whole }
    }

    /// A telephone number, whole: its digits, with or without +81.
    #[must_use]
    pub const fn phone(name: &'static str) -> Self {
        Self { name, form: Form::Phone, part: Part::Whole }
    }

    /// A mail address, whole: width and case do not matter.
    #[must_use]
    pub const fn address(name: &'static str) -> Self {
        Self { name, form: Form::Address, part: Part::Whole }
    }

    /// Its first two characters.
    #[must_use]
    pub const fn first_two(self) -> Self {
        Self { part: Part::FirstTwo, ..self }
    }

    /// Its last four characters.
    #[must_use]
    pub const fn last_four(self) -> Self {
        Self { part: Part::LastFour, ..self }
    }

    /// The form in which a field's texts are compared: what has the same is spelt differently and is the same. For
    /// candidates that a token has found and that were opened.
    #[must_use]
    pub fn normal(self, text: &str) -> String {
        self.form.normal(text)
    }
}

/// Stands where a token has its part: a digest begins like no token.
const DIGEST: &str = "digest";

/// A token of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(u32);

impl Token {
    /// For storage.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0 as i64
    }
}

/// An owner's blind index.
pub struct Index {
    /// The newest first.
    keys: Vec<Arc<Warm>>,
    /// Which of them tokens are made under.
    making: usize,
}

impl Index {
    /// Tokens are made under the newest key that every process knows and searches under; the first that an owner has is
    /// known from the beginning.
    pub(crate) fn new(keys: Vec<Arc<Warm>>, known: impl Fn(&Warm) -> bool) -> Self {
        let making = keys.iter().position(|warm| known(warm)).unwrap_or(keys.len().saturating_sub(1));
        Self { keys, making }
    }

    /// The token to store beside a sealed field; none when the field has no such part.
    #[must_use]
    pub fn token(&self, field: Field, text: &str) -> Option<Token> {
        let warm = self.keys.get(self.making)?;
        part(field, text).map(|part| token(warm, field, &part))
    }

    /// Under which of the keys that are searched under a stored token of this text was made; none when under none of them.
    #[must_use]
    pub fn made_under(&self, field: Field, text: &str, stored: i64) -> Option<KeyId> {
        let part = part(field, text)?;
        let made = self.keys.iter().find(|warm| token(warm, field, &part).number() == stored);
        made.map(|warm| warm.id())
    }

    /// The tokens to search for: usually one, two while the index changes its key. None when the text has no such part.
    #[must_use]
    pub fn tokens(&self, field: Field, text: &str) -> Vec<Token> {
        let Some(part) = part(field, text) else { return vec![] };
        self.keys.iter().map(|warm| token(warm, field, &part)).collect()
    }

    /// The whole keyed hash of a field, for what is counted by it and never opened, so that a hit cannot be compared. It
    /// says for certain what a token only suggests: not for columns that are searched. None as with tokens.
    #[must_use]
    pub fn digest(&self, field: Field, text: &str) -> Option<[u8; 32]> {
        let warm = self.keys.get(self.making)?;
        let part = part(field, text)?;
        sign(warm, field, DIGEST, &part).as_ref().try_into().ok()
    }
}

impl Part {
    /// Fewer bits where there is less to tell apart.
    const fn bits(self) -> u32 {
        match self {
            Self::Whole => 32,
            Self::FirstTwo => 20,
            Self::LastFour => 16,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::FirstTwo => "first two",
            Self::LastFour => "last four",
        }
    }
}

fn part(field: Field, text: &str) -> Option<String> {
    let normal = field.form.normal(text);
    let length = normal.chars().count();
    let (skipped, taken) = match field.part {
        Part::Whole => (0, length),
        Part::FirstTwo => (0, 2),
        Part::LastFour => (length.checked_sub(4)?, 4),
    };
    (length >= taken && taken > 0).then(|| normal.chars().skip(skipped).take(taken).collect())
}

fn token(warm: &Warm, field: Field, text: &str) -> Token {
    let tag = sign(warm, field, field.part.as_str(), text);
    let first = tag.as_ref().first_chunk::<4>().copied().unwrap_or_default();
    Token(u32::from_be_bytes(first) >> (32 - field.part.bits()))
}

fn sign(warm: &Warm, field: Field, part: &str, text: &str) -> aws_lc_rs::hmac::Tag {
    let length = |text: &str| (text.len() as u64).to_be_bytes();
    warm.key.index.sign(&[
        &length(field.name),
        field.name.as_bytes(),
        &length(part),
        part.as_bytes(),
        text.as_bytes(),
    ])
}
