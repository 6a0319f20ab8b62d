//! What can go wrong with a database, and which fault it is to a caller.

use std::{io, path::Path};

use fault::Fault;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the database or of a rule that the store keeps.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database said so.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// A row does not make a domain value: the table has been tampered with or the code is older than the data.
    #[error("a row of {table} cannot be read: {why}")]
    Row {
        /// The table.
        table: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The same request id came with other content.
    #[error("the request id was used for other content")]
    OtherContent,
    /// The same request is on its way.
    #[error("the same request is in flight")]
    InFlight,
    /// A file could not be read.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// The configuration does not make sense.
    #[error("database configuration: {0}")]
    Configuration(String),
}

impl Error {
    /// A row that does not make a domain value.
    pub fn row(table: &'static str, why: impl ToString) -> Self {
        Self::Row { table, why: why.to_string() }
    }

    /// Whether a unique index refused the change.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }

    pub(crate) fn file(path: impl AsRef<Path>, cause: io::Error) -> Self {
        Self::File { path: path.as_ref().display().to_string(), cause }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::OtherContent => {
                Self::invalid("REQUEST_ID_REUSED").message("this request id was used for other content")
            }
            Error::InFlight => Self::conflict("REQUEST_IN_FLIGHT").message("the same request is on its way"),
            Error::Database(ref cause) if passes(cause) => {
                Self::unavailable("DATABASE_UNAVAILABLE").source(error)
            }
            _ => Self::internal("DATABASE").source(error),
        }
    }
}

/// Failures that another try may not meet: no connection, a deadlock, a serialisation failure, a busy file.
fn passes(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            let code = cause.as_database_error().and_then(|refusal| refusal.code());
            match code {
                // PostgreSQL classes 08 (connection), 40 (rollback), 57P (shutdown); SQLite 5 (busy) and its kin.
                Some(code) => {
                    ["08", "40", "57P"].iter().any(|class| code.starts_with(class))
                        || ["5", "261", "517"].contains(&&*code)
                }
                None => true,
            }
        }
        _ => false,
    }
}
