//! The feed between two databases over loopback mutual TLS, on SQLite and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod effect;
mod following;
mod poison;
mod telling;
mod world;

use testkit::both;
