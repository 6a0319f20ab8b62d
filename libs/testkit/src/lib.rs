#![doc = include_str!("../README.md")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure in here is the test's failure"
)]

mod clock;
mod databases;
mod mail_sink;
mod pki;
mod settle;

pub use clock::FixedClock;
pub use databases::{Engine, TestDatabase, cluster_url, database};
pub use mail_sink::{Mail, MailSink, Mood};
pub use pki::{
    Authority, Crl, Leaf, Pki, client_shape, edge_shape, expired, pki, workload_shape, write_whole,
};
pub use settle::eventually;
