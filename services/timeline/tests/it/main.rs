//! The real service over loopback mutual TLS, on both databases, one database per test.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod append_only;
mod archive;
mod inspect;
mod list;
mod problems;
mod record;
mod sources;
mod world;
