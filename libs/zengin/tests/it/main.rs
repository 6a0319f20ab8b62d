//! The file as a whole: byte by byte, and there and back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure in here is the test's failure")]

mod golden;
mod properties;
