#![doc = include_str!("../README.md")]
#![allow(missing_docs, clippy::all, clippy::pedantic)]

macro_rules! packages {
    ($($service:ident),+ $(,)?) => {$(
        pub mod $service {
            pub mod v1 {
                include!(concat!(env!("OUT_DIR"), "/nekonote.", stringify!($service), ".v1.rs"));
            }
        }
    )+};
}

packages!(accounts, archive, claims, feed, keys, labels, notifications, timeline);

/// The compiled `FileDescriptorSet` of every file in `proto/`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

pub use prost_types::Timestamp;

/// A time on the wire.
pub fn timestamp(at: chrono::DateTime<chrono::Utc>) -> Timestamp {
    let nanos = i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default();
    Timestamp { seconds: at.timestamp(), nanos }
}

/// A time from the wire; none when it is no time.
pub fn moment(at: Timestamp) -> Option<chrono::DateTime<chrono::Utc>> {
    chrono::DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).ok()?)
}
