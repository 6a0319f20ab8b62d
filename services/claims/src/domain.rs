//! What a policy promises and what a claim is and may become. Pure: time, ids and randomness are arguments.

pub mod acceptance;
pub mod access;
pub mod benefit;
pub mod check;
pub mod claim;
pub mod diagnosis;
pub mod document;
pub mod plan;
pub mod policy;
pub mod quantity;
pub mod reason;
pub mod receipt;
pub mod rules;
pub mod search;
pub mod subject_request;
pub mod tombstone;
pub mod treatment;
