//! The store's promises on SQLite and PostgreSQL: two walls, answers kept once, nothing half done.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod data_keys;
mod migrating;
mod requests;
mod reseal;
mod tables;
mod transactions;
mod wall_one;
mod wall_two;
mod world;

use testkit::both;
