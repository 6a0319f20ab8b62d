//! What an entry on a timeline is, how much of a fact an organisation may see, and who may read what.
//! Pure: time and ids are arguments; names no database and no wire.

pub mod access;
pub mod entry;
pub mod filter;
pub mod place;
pub mod problem;
pub mod redaction;
