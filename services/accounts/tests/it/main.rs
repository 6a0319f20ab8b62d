//! Accounts over loopback mutual TLS, on SQLite and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod certificates;
mod erasures;
mod facts;
mod idempotency;
mod people;
mod programs;
mod reseal;
mod rights;
mod sealed;
mod secrets;
mod sign_in;
mod start;
mod unavailable;
mod world;

use testkit::both;
