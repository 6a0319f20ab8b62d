//! A readable Japanese document as a PDF: title, headings, paragraphs, rows and tables on A4, tagged for those who listen to it.
//! The bytes follow from the paper alone. Refuses nothing that is written in it: what the font lacks is drawn as 〓.

mod draw;
mod layout;
mod lines;

use calendar::jst;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::attestor::Error;

/// A document for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph; a line break begins a new line.
    Text(String),
    /// Names, each with its value.
    Rows(Vec<(String, String)>),
    /// A table, whose head is repeated on each page.
    Table {
        /// The names of the columns.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

/// Which statement a document is of, and from when; printed in its corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
}

impl Paper {
    /// The document.
    ///
    /// # Errors
    /// When the PDF cannot be written.
    pub fn to_pdf(&self) -> Result<Vec<u8>, Error> {
        self.drawn(None)
    }

    /// The document of a statement.
    pub(crate) fn stamped(&self, stamp: Stamp) -> Result<Vec<u8>, Error> {
        self.drawn(Some(stamp))
    }

    fn drawn(&self, stamp: Option<Stamp>) -> Result<Vec<u8>, Error> {
        let letters =
            lines::Letters::new().ok_or_else(|| Error::Paper("the font cannot be read".to_owned()))?;
        let layout = layout::layout(self, stamp, &letters);
        draw::draw(&self.title, stamp.map(|stamp| stamp.at), &layout, draw::settings())
    }
}

impl Stamp {
    fn number(&self) -> String {
        format!("番号 {}", self.id)
    }

    fn day(&self) -> String {
        jst(self.at).format("%Y年%-m月%-d日").to_string()
    }
}
