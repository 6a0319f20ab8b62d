//! Claims over loopback mutual TLS, on SQLite and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod concurrency;
mod counts;
mod documents;
mod facts;
mod idempotency;
mod labels;
mod lifecycle;
mod lookup;
mod start;
mod streams;
mod sweep;
mod tenancy;
mod verbs;
mod world;

use testkit::both;
