//! A label: a name unique in its organisation, a colour and a word on its use.
//! Refuses names that are empty, too long, or that look like another name.

use ids::{LabelId, OrganisationId};
use unicode_normalization::UnicodeNormalization;

use crate::domain::{colour::Colour, target::Target};

const NAME_LIMIT: usize = 30;
const DESCRIPTION_LIMIT: usize = 200;

/// A label of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// Whose word it is.
    pub organisation: OrganisationId,
    /// Grows with each change.
    pub revision: i64,
    /// Its name.
    pub name: Name,
    /// Its colour.
    pub colour: Colour,
    /// What it is for.
    pub description: Description,
}

/// A label's name: NFKC, trimmed, 1–30 characters, so that half-width and full-width twins are one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// What a label is for, at most 200 characters; may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description(String);

/// Why a text is neither a name nor a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing is left after trimming.
    #[error("nothing is said")]
    Empty,
    /// More characters than fit.
    #[error("at most {0} characters")]
    TooLong(usize),
    /// Control or invisible characters, with which two names could look the same.
    #[error("control or invisible characters")]
    Invisible,
}

/// Why a label is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateLabelRefusal {
    /// The organisation has a label of this name.
    #[error("the name is taken")]
    NameTaken,
}

/// Why a label is neither put on a thing nor taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarryLabelRefusal {
    /// The organisation has no such label.
    #[error("no such label")]
    NotFound,
}

/// What happened to a label.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelEvent {
    /// It exists.
    Created(Label),
    /// A thing carries it now.
    Attached(LabelId, Target),
    /// A thing carries it no more.
    Detached(LabelId, Target),
}

impl Label {
    /// The first state of a label.
    #[must_use]
    pub const fn new(
        id: LabelId,
        organisation: OrganisationId,
        name: Name,
        colour: Colour,
        description: Description,
    ) -> Self {
        Self { id, organisation, revision: 1, name, colour, description }
    }
}

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// [`BadText`] when it is empty, too long or holds characters nobody sees.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        let name = plain(text, NAME_LIMIT)?;
        if name.is_empty() { Err(BadText::Empty) } else { Ok(Self(name)) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Description {
    /// Reads a description.
    ///
    /// # Errors
    /// [`BadText`] when it is too long or holds characters nobody sees.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        plain(text, DESCRIPTION_LIMIT).map(Self)
    }

    /// The description.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain(text: &str, limit: usize) -> Result<String, BadText> {
    let normal: String = text.nfkc().collect();
    let normal = normal.trim();
    if normal.chars().any(is_invisible) {
        return Err(BadText::Invisible);
    }
    if normal.chars().count() > limit {
        return Err(BadText::TooLong(limit));
    }
    Ok(normal.to_owned())
}

/// Controls, zero-width characters and marks that turn the writing direction.
fn is_invisible(character: char) -> bool {
    let odd =
        ['\u{200b}'..='\u{200f}', '\u{2028}'..='\u{202e}', '\u{2060}'..='\u{206f}', '\u{feff}'..='\u{feff}'];
    character.is_control() || odd.iter().any(|range| range.contains(&character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_in_half_and_full_width_are_one_name() {
        assert_eq!(Name::parse("  ＶＩＰ ｶﾙﾃ　"), Name::parse("VIP カルテ"));
        assert_eq!(Name::parse("要確認").unwrap().as_str(), "要確認");
    }

    #[test]
    fn a_name_has_one_to_thirty_characters() {
        assert_eq!(Name::parse(" 　"), Err(BadText::Empty));
        assert!(Name::parse(&"猫".repeat(30)).is_ok());
        assert_eq!(Name::parse(&"猫".repeat(31)), Err(BadText::TooLong(30)));
        assert_eq!(Name::parse(&"㍿".repeat(10)), Err(BadText::TooLong(30)), "counted after normalising");
    }

    #[test]
    fn characters_nobody_sees_are_refused() {
        for text in ["要\u{200b}確認", "要\u{202e}確認", "要\n確認", "要\u{0}"] {
            assert_eq!(Name::parse(text), Err(BadText::Invisible));
        }
    }

    #[test]
    fn a_description_may_be_empty_but_not_endless() {
        assert_eq!(Description::parse("").unwrap().as_str(), "");
        assert_eq!(Description::parse(&"あ".repeat(201)), Err(BadText::TooLong(200)));
    }
}
