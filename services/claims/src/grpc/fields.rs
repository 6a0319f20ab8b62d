//! Reads single fields and gathers what is wrong with them, so that a caller learns of every mistake at once.

use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use fault::{Fault, Violation};

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<Violation>);

impl Fields {
    /// Notes that a field is wrong.
    pub(super) fn wrong(&mut self, field: impl Into<String>, code: &str, message: &str) {
        self.0.push(Violation::new(field, code, message));
    }

    /// An id or another value with one form.
    pub(super) fn parse<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T> {
        let value = text.parse().ok();
        if value.is_none() {
            let code = if text.is_empty() { "REQUIRED" } else { "MALFORMED" };
            self.wrong(field, code, "not in the right form");
        }
        value
    }

    /// A date in ISO 8601, of a year that people mean.
    pub(super) fn date(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let date = self.parse::<NaiveDate>(field, text)?;
        if (1900..=2200).contains(&date.year()) {
            return Some(date);
        }
        self.wrong(field, "OUT_OF_RANGE", "1900 to 2200");
        None
    }

    /// A text of so many characters.
    pub(super) fn text(&mut self, field: &str, text: String, least: usize, most: usize) -> Option<String> {
        let length = text.trim().chars().count();
        if length < least {
            self.wrong(field, "REQUIRED", "missing");
        } else if length > most || text.contains('\0') {
            self.wrong(field, "TOO_LONG", "too long");
        } else {
            return Some(text);
        }
        None
    }

    /// The value, if nothing was wrong.
    pub(super) fn done<T>(self, value: Option<T>) -> Result<T, Fault> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Fault::invalid("REQUEST_INVALID").with_violations(self.0)),
        }
    }
}
