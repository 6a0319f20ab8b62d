//! The rules of the house, and the whole platform as a person or an orchestrator would start it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod archive;
mod attestation;
mod bootstrap;
mod canary;
mod client;
mod demo;
mod erasing;
mod house;
mod keys;
mod kms;
mod plan;
mod returning;
mod running;
mod secrets;
mod six;
mod zengin;
