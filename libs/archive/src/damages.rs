//! Rows that do not open. They are named at the end of an archive and do not end it; a service or KMS that is down does.

use fault::{Fault, Kind};
use serde::Serialize;

use crate::{Outgoing, Records};

/// The rows that did not open so far.
#[derive(Debug, Default)]
pub struct Damages(Vec<Damaged>);

/// A row that did not open: it is named, and nothing of it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damaged {
    table: &'static str,
    id: String,
}

impl Damages {
    /// What a row says, or nothing when it is damaged: then it is noted.
    ///
    /// # Errors
    /// What is wrong with something else than the row.
    pub fn take<T>(
        &mut self,
        table: &'static str,
        id: impl ToString,
        row: Result<T, impl Into<Fault>>,
    ) -> Result<Option<T>, Fault> {
        match row.map_err(Into::into) {
            Ok(row) => Ok(Some(row)),
            Err(fault) if fault.kind() == Kind::Internal => {
                self.0.push(Damaged { table, id: id.to_string() });
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Writes them, also when there are none.
    ///
    /// # Errors
    /// When nobody reads any more.
    pub async fn end(self, out: &mut Outgoing, folder: &str) -> Result<(), Fault> {
        let mut records = Records::new(format!("{folder}/damaged"));
        for row in &self.0 {
            records.push(out, row).await?;
        }
        records.end(out).await
    }
}
