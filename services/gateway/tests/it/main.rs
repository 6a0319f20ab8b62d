//! The gateway at work, between a hostile outside and services made for the test.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure in here is the test's failure"
)]

mod api;
mod client;
mod diagnoses;
mod documents;
mod erased;
mod erasures;
mod faces;
mod hostile;
mod inspection;
mod limits;
mod plans;
mod portal_scripts;
mod problems;
mod review_rules;
mod revocation;
mod search;
mod standing;
mod stub;
mod stub_claims;
mod stub_erasures;
mod stub_plans;
mod stub_review_rules;
mod stub_subjects;
mod subject_requests;
mod token;
mod visitor;
mod world;
