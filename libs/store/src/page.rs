//! Pages by keyset: a limit and where the last page ended. No counting and no skipping behind them.

use std::{fmt::Display, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fault::Fault;

/// Rows a page has when the caller does not say.
const USUAL: u16 = 50;
/// Rows a page has at most.
const MOST: u16 = 100;

/// Which page is asked for; `K` is the key the list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page<K> {
    limit: u16,
    after: Option<K>,
}

/// The rows of a page and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Cursor of the next page; empty when this is the last.
    pub next_cursor: String,
}

impl<K: FromStr + Display> Page<K> {
    /// Reads what the caller sent: 0 means the usual limit, an empty cursor the first page.
    ///
    /// # Errors
    /// `Invalid` with a violation when the limit is out of 1–100 or the cursor is not one of ours.
    pub fn parse(limit: i32, cursor: &str) -> Result<Self, Fault> {
        let limit = match u16::try_from(limit) {
            Ok(0) => USUAL,
            Ok(limit) if limit <= MOST => limit,
            _ => return Err(Fault::invalid("PAGE_INVALID").violation("limit", "OUT_OF_RANGE", "1 to 100")),
        };
        if cursor.is_empty() {
            return Ok(Self { limit, after: None });
        }
        let refusal =
            || Fault::invalid("PAGE_INVALID").violation("cursor", "UNKNOWN", "not a cursor of this list");
        let text = URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(refusal)?;
        Ok(Self { limit, after: Some(text.parse().map_err(|_| refusal())?) })
    }

    /// The key of the last row the caller has seen.
    pub const fn after(&self) -> Option<&K> {
        self.after.as_ref()
    }

    /// How many rows to ask the database for: one more than the page, to know whether another follows.
    #[must_use]
    pub fn fetch(&self) -> u64 {
        u64::from(self.limit) + 1
    }

    /// A page that begins after this row and not after its own last one: for rows that were looked at and not shown.
    pub fn cursor(key: &K) -> String {
        URL_SAFE_NO_PAD.encode(key.to_string())
    }

    /// Cuts what was fetched to the page.
    pub fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> K) -> Slice<T> {
        let more = rows.len() > usize::from(self.limit);
        rows.truncate(self.limit.into());
        let last = rows.last().filter(|_| more).map(key);
        let next_cursor = last.map(|key| Self::cursor(&key)).unwrap_or_default();
        Slice { rows, next_cursor }
    }
}

impl<T> Slice<T> {
    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Slice<U> {
        Slice { rows: self.rows.into_iter().map(f).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = Page::<u64>::parse(2, "").unwrap();
        assert_eq!(page.cut(vec![9, 8], |row| *row).next_cursor, "");
        let first = page.cut(vec![9, 8, 7], |row| *row);
        assert_eq!(first.rows, [9, 8]);
        let next = Page::<u64>::parse(2, &first.next_cursor).unwrap();
        assert_eq!(next.after(), Some(&8));
    }

    #[test]
    fn a_strange_cursor_and_a_strange_limit_are_refused() {
        for (limit, cursor) in [(101, ""), (-1, ""), (10, "%%%"), (10, "YWJj")] {
            assert_eq!(Page::<u64>::parse(limit, cursor).unwrap_err().reason(), "PAGE_INVALID");
        }
    }
}
