//! Claims over loopback mutual TLS, on SQLite and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod archive;
mod benefit;
mod bucket;
mod concurrency;
mod counts;
mod damage;
mod diagnosis;
mod documents;
mod erased;
mod facts;
mod idempotency;
mod import;
mod index;
mod inspection;
mod labels;
mod lifecycle;
mod lookup;
mod plans;
mod reference;
mod reseal;
mod returns;
mod review;
mod sealed;
mod search;
mod start;
mod statement;
mod streams;
mod subject_requests;
mod sweep;
mod tables;
mod tenancy;
mod unavailable;
mod verbs;
mod world;

use testkit::both;
