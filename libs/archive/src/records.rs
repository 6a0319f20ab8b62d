//! Records as JSON lines. A tar tells a file's size before its bytes, so lines are gathered and leave as files of about 1 MiB:
//! `claims-00001.jsonl`, `claims-00002.jsonl` … There is always a first, also of no record.

use bytes::Bytes;
use fault::Fault;
use serde::Serialize;

use crate::{Outgoing, Path};

/// Bytes of lines at which a file leaves.
const FULL: usize = 1024 * 1024;

/// Records of one kind.
#[derive(Debug)]
pub struct Records {
    name: String,
    lines: Vec<u8>,
    files: u32,
}

impl Records {
    /// Under this path, without number and ending.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), lines: vec![], files: 0 }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// When it cannot be written as JSON, or nobody reads any more.
    pub async fn push(&mut self, out: &mut Outgoing, record: &impl Serialize) -> Result<(), Fault> {
        // What serde says may have the record in it.
        serde_json::to_writer(&mut self.lines, record).map_err(|_| Fault::internal("ARCHIVE_BROKEN"))?;
        self.lines.push(b'\n');
        if self.lines.len() >= FULL { self.leave(out).await } else { Ok(()) }
    }

    /// Ends them.
    ///
    /// # Errors
    /// As [`Records::push`].
    pub async fn end(mut self, out: &mut Outgoing) -> Result<(), Fault> {
        if self.lines.is_empty() && self.files > 0 { Ok(()) } else { self.leave(out).await }
    }

    async fn leave(&mut self, out: &mut Outgoing) -> Result<(), Fault> {
        self.files += 1;
        let path = format!("{}-{:05}.jsonl", self.name, self.files).parse::<Path>();
        let path = path.map_err(|why| Fault::internal("ARCHIVE_BROKEN").source(why))?;
        out.whole(path, Bytes::from(std::mem::take(&mut self.lines))).await
    }
}
