//! Reads fields one after the other and remembers what is wrong with each.

use std::str::FromStr;

use chrono::NaiveDate;
use fault::{Fault, Violation};
use uuid::Uuid;

use crate::{app::Request, domain::Coded};

/// What is wrong with a message so far.
#[derive(Debug, Default)]
pub(in crate::grpc) struct Fields(Vec<Violation>);

impl Fields {
    /// The value of a field, or its violation is remembered.
    pub(in crate::grpc) fn take<T, E: Coded>(
        &mut self,
        field: impl Into<String>,
        read: Result<T, E>,
    ) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.refuse(field, refusal.code(), &refusal.to_string());
                None
            }
        }
    }

    /// An id of a thing.
    pub(in crate::grpc) fn id<T: FromStr>(&mut self, field: impl Into<String>, text: &str) -> Option<T> {
        let id = text.parse().ok();
        if id.is_none() {
            self.refuse(field, "BAD_ID", "not an id");
        }
        id
    }

    /// A day, ISO 8601.
    pub(in crate::grpc) fn date(&mut self, field: impl Into<String>, text: &str) -> Option<NaiveDate> {
        let date = text.parse().ok();
        if date.is_none() {
            self.refuse(field, if text.is_empty() { "REQUIRED" } else { "DATE" }, "not a date");
        }
        date
    }

    /// The id of the request and its content, by which a repeat is known.
    pub(in crate::grpc) fn request(&mut self, id: &str, message: &impl prost::Message) -> Option<Request> {
        let id: Uuid = self.id("request_id", id)?;
        Some(Request { id, content: message.encode_to_vec() })
    }

    /// A field is wrong.
    pub(in crate::grpc) fn refuse(&mut self, field: impl Into<String>, code: &str, words: &str) {
        self.0.push(Violation::new(field, code, words));
    }

    /// Everything that is wrong.
    pub(in crate::grpc) fn fault(self, reason: &'static str) -> Fault {
        Fault::invalid(reason).with_violations(self.0)
    }

    /// The value, if nothing at all is wrong.
    pub(in crate::grpc) fn done<T>(self, value: Option<T>, reason: &'static str) -> Result<T, Fault> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.fault(reason)),
        }
    }
}
