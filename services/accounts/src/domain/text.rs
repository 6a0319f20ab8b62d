//! Short texts that people enter: names, codes, telephone numbers, labels. Kept in NFKC and trimmed.
//! Refuses what is empty, too long or holds control characters.

use unicode_normalization::UnicodeNormalization;

use super::Coded;

/// A text of 1 to `MOST` characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text<const MOST: usize>(String);

/// Name of an organisation.
pub type OrganisationName = Text<100>;
/// Code the trade knows an organisation by.
pub type OrganisationCode = Text<30>;
/// Telephone for enquiries.
pub type Phone = Text<30>;
/// Name of a person or a program.
pub type Name = Text<100>;
/// Name of a device; the common name of its certificate, which X.520 holds to 64 characters.
pub type DeviceLabel = Text<64>;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing but white space.
    #[error("a text is missing")]
    Missing,
    /// Longer than the field takes.
    #[error("the text is too long")]
    TooLong,
    /// A line break or another control character.
    #[error("the text holds a control character")]
    Control,
}

impl Coded for BadText {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing => "REQUIRED",
            Self::TooLong => "TOO_LONG",
            Self::Control => "CONTROL_CHARACTER",
        }
    }
}

impl<const MOST: usize> Text<MOST> {
    /// Reads what somebody entered.
    ///
    /// # Errors
    /// [`BadText`] when it is empty, too long or holds control characters.
    pub fn parse(entered: &str) -> Result<Self, BadText> {
        if entered.len() > MOST * 16 {
            return Err(BadText::TooLong);
        }
        let text = entered.nfkc().collect::<String>().trim().to_owned();
        match text.chars().count() {
            0 => Err(BadText::Missing),
            length if length > MOST => Err(BadText::TooLong),
            _ if text.chars().any(hidden) => Err(BadText::Control),
            _ => Ok(Self(text)),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, and those that turn or hide the text around them: a name must read as what it is.
fn hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_kept_in_one_form() {
        assert_eq!(Name::parse("　田中　美咲 ").unwrap().as_str(), "田中 美咲");
        assert_eq!(Name::parse("ﾀﾅｶ").unwrap().as_str(), "タナカ");
    }

    #[test]
    fn an_empty_a_long_and_a_hidden_text_are_refused() {
        assert_eq!(Name::parse(" 　"), Err(BadText::Missing));
        assert_eq!(DeviceLabel::parse(&"あ".repeat(65)), Err(BadText::TooLong));
        assert_eq!(Name::parse(&"a".repeat(1_000_000)), Err(BadText::TooLong));
        assert_eq!(Name::parse("a\nb"), Err(BadText::Control));
        assert_eq!(Name::parse("a\u{202e}b"), Err(BadText::Control));
    }
}
