//! SeaORM lives and dies here: entities are private, rows become domain values, fallibly.

mod claim_rows;
pub mod claims;
pub mod contracts;
pub mod counts;
mod entity;
pub mod labels;
pub mod lookups;
pub mod loose;
pub mod policies;
