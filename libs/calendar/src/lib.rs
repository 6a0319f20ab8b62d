#![doc = include_str!("../README.md")]

mod check;
mod clock;
mod jst;
mod parse;
mod wareki;

pub use check::{ClockCheck, LOUD, Offset};
pub use clock::{Clock, SystemClock, truncated};
pub use jst::{jst, jst_date, rfc3339_jst};
pub use parse::{BadDate, parse_date};
pub use wareki::{wareki, wareki_date};
