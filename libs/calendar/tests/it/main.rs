//! The calendar against real programs: chronyd, and a host that never answers.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may give up loudly")]

mod clock_check;
