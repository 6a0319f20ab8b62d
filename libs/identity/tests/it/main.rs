//! Identity over real sockets: who gets in, who stays in, whose word is believed.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod actor;
mod client_certificate;
mod handshake;
mod house;
mod open;
mod reload;
mod rotation;
mod standing;
mod streams;
