//! SeaORM lives and dies here: entities are private, rows become domain values, fallibly, and what is personal in them is
//! sealed.

pub mod about;
pub mod burials;
pub mod checks;
mod claim_rows;
pub mod claims;
pub mod contracts;
pub mod counts;
pub mod documents;
mod entity;
pub mod export;
pub mod labels;
pub mod lookups;
pub mod loose;
pub mod plans;
pub mod policies;
pub mod policy_marks;
mod policy_rows;
pub mod policy_tokens;
pub mod reseal;
pub mod review_rules;
mod seals;
pub mod subject_files;
pub mod subject_requests;
pub mod tombstones;

pub use seals::{Over, Seals};
