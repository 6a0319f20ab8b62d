//! Eight colours that can be told apart by most eyes; each is always shown with its name.
//! Refuses any other word.

use std::str::FromStr;

/// A label's colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colour {
    /// 赤.
    Red,
    /// 橙.
    Orange,
    /// 黄.
    Yellow,
    /// 緑.
    Green,
    /// 水色.
    Cyan,
    /// 青.
    Blue,
    /// 紫.
    Purple,
    /// 灰.
    Grey,
}

/// The word is none of the eight colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a colour")]
pub struct BadColour;

impl Colour {
    /// All of them, in the order of the palette.
    pub const ALL: [Self; 8] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Cyan,
        Self::Blue,
        Self::Purple,
        Self::Grey,
    ];

    /// The word that is stored and told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Cyan => "cyan",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Grey => "grey",
        }
    }
}

impl FromStr for Colour {
    type Err = BadColour;

    fn from_str(word: &str) -> Result<Self, BadColour> {
        Self::ALL.into_iter().find(|colour| colour.as_str() == word).ok_or(BadColour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_survives_its_word() {
        assert!(Colour::ALL.into_iter().all(|colour| colour.as_str().parse() == Ok(colour)));
    }

    #[test]
    fn another_word_is_refused() {
        assert_eq!("Red".parse::<Colour>(), Err(BadColour));
    }
}
