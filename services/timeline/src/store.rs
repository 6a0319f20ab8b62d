//! Rows of timelines. SeaORM lives and dies here; rows become domain values or an error, and no row is ever changed.

pub(crate) mod entry;
pub(crate) mod export;
mod filter;
pub(crate) mod problem;
mod row;
mod sequence;
