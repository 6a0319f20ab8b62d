//! The envelope's promises: what was changed, moved or cut does not open; what is unsure of its key does not seal.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod caching;
mod conformance;
mod documents;
mod faults;
mod indexes;
mod life;
mod local;
mod moves;
mod racing;
mod replacing;
mod retrying;
mod rotating;
mod secrets;
mod tampering;
mod world;
