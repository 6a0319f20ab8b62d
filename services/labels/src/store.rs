//! Rows of labels and of what carries them. SeaORM lives and dies here; rows become domain values or an error.

pub(crate) mod attachment;
pub(crate) mod label;

/// Rows that an export reads in one transaction.
const PAGE: u64 = 100;
