//! A readable Japanese document as a PDF: title, headings, paragraphs, rows and tables on A4, tagged for those who listen to it.
//! The bytes follow from the paper alone. Refuses nothing that is written in it: what the font lacks is drawn as 〓.

mod draw;
mod layout;
mod lines;

use calendar::jst;
use chrono::{DateTime, NaiveDate, Utc};
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

impl Block {
    /// A heading.
    #[must_use]
    pub fn heading(words: &str) -> Self {
        Self::Heading(words.to_owned())
    }

    /// A paragraph.
    #[must_use]
    pub fn text(words: &str) -> Self {
        Self::Text(words.to_owned())
    }

    /// Names, each with its value.
    #[must_use]
    pub fn rows<const N: usize>(rows: [(&str, String); N]) -> Self {
        Self::Rows(rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// A table.
    #[must_use]
    pub fn table<const N: usize>(head: [&str; N], rows: Vec<Vec<String>>) -> Self {
        Self::Table { head: head.map(str::to_owned).to_vec(), rows }
    }
}

/// A moment as papers say it, in Japan.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    jst(at).format("%Y年%-m月%-d日 %H時%M分%S秒（日本時間）").to_string()
}

/// A day as papers say it.
#[must_use]
pub fn day(on: NaiveDate) -> String {
    on.format("%Y年%-m月%-d日").to_string()
}

/// A moment as facts say it: RFC 3339, in UTC.
#[must_use]
pub fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
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
        day(jst(self.at).date_naive())
    }
}
