//! Why the operator's support looks into what is another organisation's. Refuses a reason that says nothing.

/// A reason of 5–200 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReason {
    /// Fewer than 5 characters after trimming.
    #[error("at least 5 characters")]
    TooShort,
    /// More than 200 characters.
    #[error("at most 200 characters")]
    TooLong,
    /// Control characters.
    #[error("control characters")]
    Control,
}

impl BadReason {
    /// For the field that it was typed in.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "TOO_SHORT",
            Self::TooLong => "TOO_LONG",
            Self::Control => "INVISIBLE_CHARACTERS",
        }
    }
}

impl Reason {
    /// Reads a reason.
    ///
    /// # Errors
    /// [`BadReason`] outside 5–200 characters or with control characters.
    pub fn parse(text: &str) -> Result<Self, BadReason> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(BadReason::Control);
        }
        match text.chars().count() {
            0..=4 => Err(BadReason::TooShort),
            5..=200 => Ok(Self(text.to_owned())),
            _ => Err(BadReason::TooLong),
        }
    }

    /// The reason.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_5_to_200_characters() {
        assert_eq!(Reason::parse("  調査　"), Err(BadReason::TooShort));
        assert_eq!(Reason::parse(" お問い合わせ調査 ").unwrap().as_str(), "お問い合わせ調査");
        assert_eq!(Reason::parse(&"あ".repeat(201)), Err(BadReason::TooLong));
        assert_eq!(Reason::parse("調査\n調査調査"), Err(BadReason::Control));
    }
}
