//! Texts as the file carries them: half-width, of a set that the field admits, no longer than the field.

mod jis;
mod normalise;

use std::{fmt, marker::PhantomData};

pub(crate) use jis::char_of;
use normalise::Letter;

use crate::refusal::{Refusal, Rule};

/// The name of a bank or a branch: fifteen places, may be blank, for the bank goes by the code (被仕向銀行名 ※).
pub type OfficeName = Kana<OfficeSet, 15>;
/// The name of an account's holder: thirty places (受取人名).
pub type HolderName = Kana<PartySet, 30>;
/// The name of who pays: forty places (委託者名).
pub type OriginatorName = Kana<PartySet, 40>;
/// EDI information: twenty places (EDI情報).
pub type EdiText = Kana<EdiSet, 20>;

/// Which characters a field admits: kana, their marks, A–Z, 0–9, space, and symbols. The sets are 全銀協 付録1 使用文字一覧
/// 注1–3, the strict reading where banks differ (zengin4j D-003): what is accepted here, every bank accepts.
pub trait Set: Clone + Eq + sealed::Sealed {
    /// The symbols, ヲ among them, in JIS X 0201.
    const SYMBOLS: &'static [u8];
    /// Whether it must not be blank.
    const REQUIRED: bool;
    /// Whether it is about a person, and does not show itself in logs.
    const PERSONAL: bool;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident { symbols: $symbols:literal, required: $required:literal, personal: $personal:literal })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Set for $name {
            const SYMBOLS: &'static [u8] = $symbols;
            const REQUIRED: bool = $required;
            const PERSONAL: bool = $personal;
        }
    )+};
}

sets! {
    /// 店舗名.
    OfficeSet { symbols: b"-", required: false, personal: false }
    /// 受取人名 and 委託者名.
    PartySet { symbols: b"( ) - .", required: true, personal: true }
    /// EDI情報, with ヲ and ｢｣.
    EdiSet { symbols: b"\\ \xA2 \xA3 ( ) - / . \xA6", required: true, personal: false }
}

fn admits<S: Set>(byte: u8) -> bool {
    let plain = matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ');
    plain || jis::is_kana(byte) || jis::is_mark(byte) || S::SYMBOLS.contains(&byte)
}

/// What a set admits besides letters, digits and space, as a person reads it.
fn words<S: Set>() -> (&'static str, &'static str, String) {
    let symbols = S::SYMBOLS.iter().filter_map(|byte| char_of(*byte)).collect();
    let wo = S::SYMBOLS.contains(&jis::WO);
    if wo { ("カナ", "kana", symbols) } else { ("カナ（ヲを除く）", "kana but ヲ", symbols) }
}

/// A text of a set, at most `WIDTH` bytes of JIS X 0201.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Kana<S, const WIDTH: usize> {
    bytes: Vec<u8>,
    set: PhantomData<S>,
}

impl<S: Set, const WIDTH: usize> Kana<S, WIDTH> {
    /// What was typed, as the file carries it: full width to half, hiragana to katakana, small kana to large, ー to `-`,
    /// lower case to upper, a voiced kana to kana and mark, no spaces around it.
    ///
    /// # Errors
    /// At the first character without one half-width form (kanji among them) or outside the set, at a mark that follows no
    /// kana that takes it, when a name is blank, and when it is too long: nothing is cut here.
    pub fn new(typed: &str) -> Result<Self, Refusal> {
        let letters = normalise::letters(typed)?;
        examine::<S>(&letters)?;
        Self::fitted(letters.into_iter().map(|letter| letter.byte).collect())
    }

    /// The bytes of a field of the file, without the spaces behind them.
    ///
    /// # Errors
    /// When they begin with a space, and as [`Self::new`], except that nothing is changed: what is not as the file carries
    /// it is refused.
    pub fn of_field(field: &[u8]) -> Result<Self, Refusal> {
        let bytes = unpadded(field);
        if bytes.first() == Some(&b' ') {
            let ja = "左詰めで、空きは右側を半角スペースにしてください。";
            return Err(Refusal::new(
                Rule::Padding,
                ja,
                "texts begin at the left, and spaces fill the right",
            ));
        }
        let letter = |(place, byte): (usize, &u8)| Letter {
            byte: *byte,
            typed: char_of(*byte).unwrap_or(char::REPLACEMENT_CHARACTER),
            place,
        };
        examine::<S>(&(1..).zip(bytes).map(letter).collect::<Vec<_>>())?;
        Self::fitted(bytes.to_vec())
    }

    fn fitted(bytes: Vec<u8>) -> Result<Self, Refusal> {
        if S::REQUIRED && bytes.is_empty() {
            return Err(Refusal::new(Rule::Required, "ご入力ください。", "it must not be blank"));
        }
        if bytes.len() > WIDTH {
            let ja = format!(
                "半角{WIDTH}文字以内でお願いいたします（現在{}文字、濁点・半濁点も1文字です）。",
                bytes.len()
            );
            let en =
                format!("at most {WIDTH} half-width characters, a mark is one: these are {}", bytes.len());
            return Err(Refusal::new(Rule::TooLong, ja, en));
        }
        Ok(Self { bytes, set: PhantomData })
    }

    /// The bytes as they stand in the file, without padding.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl<const WIDTH: usize> Kana<OfficeSet, WIDTH> {
    /// As [`Self::new`], but what is too long is cut, never between a kana and its mark. Only names of banks and branches
    /// can be cut: the bank goes by their codes.
    ///
    /// # Errors
    /// As [`Self::new`], except for the length.
    pub fn cut(typed: &str) -> Result<Self, Refusal> {
        let letters = normalise::letters(typed)?;
        examine::<OfficeSet>(&letters)?;
        let severed = letters.get(WIDTH).is_some_and(|next| jis::is_mark(next.byte));
        let width = if severed { WIDTH.saturating_sub(1) } else { WIDTH };
        let bytes: Vec<u8> = letters.into_iter().take(width).map(|letter| letter.byte).collect();
        Self::fitted(unpadded(&bytes).to_vec())
    }
}

impl<S, const WIDTH: usize> fmt::Display for Kana<S, WIDTH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().filter_map(|byte| char_of(*byte)).try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

impl<S: Set, const WIDTH: usize> fmt::Debug for Kana<S, WIDTH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if S::PERSONAL { f.write_str("‹personal›") } else { write!(f, "\"{self}\"") }
    }
}

/// What was typed in half width, of any field's set; for showing it before a field is chosen.
///
/// # Errors
/// At the first character without one half-width form.
pub fn half_width(typed: &str) -> Result<String, Refusal> {
    Ok(normalise::letters(typed)?.into_iter().filter_map(|letter| char_of(letter.byte)).collect())
}

/// The bytes without the spaces behind them; a tab is no space.
fn unpadded(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last.saturating_add(1));
    bytes.get(..end).unwrap_or_default()
}

/// Refuses the first letter that the set does not admit, or a mark that no kana carries.
fn examine<S: Set>(letters: &[Letter]) -> Result<(), Refusal> {
    let mut before = None;
    for letter in letters {
        let Letter { byte, typed, place } = *letter;
        if !admits::<S>(byte) {
            let shown = match typed {
                char::REPLACEMENT_CHARACTER => format!("0x{byte:02X}"),
                typed => normalise::shown(typed),
            };
            let (kana_ja, kana_en, symbols) = words::<S>();
            let ja = format!(
                "{place}文字目の{shown}はお使いいただけません。使える文字は{kana_ja}・英大文字・数字・スペースと {symbols} です。"
            );
            let en = format!("character {place} is none of {kana_en}, A-Z, 0-9, space and {symbols}");
            return Err(Refusal::new(Rule::Character, ja, en));
        }
        if jis::is_mark(byte) && !before.is_some_and(|kana| jis::takes(kana, byte)) {
            let ja = format!(
                "{place}文字目の濁点・半濁点は、その前の文字に付けられません。文字が欠けていないかご確認ください。"
            );
            let en =
                format!("the mark at character {place} follows no kana that takes it; was the text cut?");
            return Err(Refusal::new(Rule::Mark, ja, en));
        }
        before = Some(byte);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
