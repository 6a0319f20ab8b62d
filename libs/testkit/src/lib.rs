#![doc = include_str!("../README.md")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure in here is the test's failure"
)]

mod actor;
pub mod archived;
mod both;
mod bucket;
mod clock;
mod contents;
mod databases;
mod kms;
mod mail_sink;
mod pki;
mod purposes;
mod settle;
mod told;

pub use actor::actor;
pub use bucket::{BucketEmulator, bucket};
pub use clock::FixedClock;
pub use contents::Contents;
pub use databases::{Cluster, Engine, TestDatabase, cluster_url, database};
pub use kms::{KmsEmulator, KmsFault, MemoryShelf, Untrusted, VersionState, kms, seal_secrets, sealing};
pub use mail_sink::{Mail, MailSink, Mood};
pub use pki::{
    Authority, Crl, Leaf, Pki, Raw, client_shape, der, ed25519_pem, edge_shape, expired, oid, pki,
    workload_shape, write_whole,
};
pub use purposes::platform_purposes;
pub use settle::eventually;
pub use told::told;
