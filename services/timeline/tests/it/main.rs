//! The real service over loopback mutual TLS, on both databases, one database per test.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod append_only;
mod inspect;
mod list;
mod record;
mod sources;
mod world;

/// Each named test, once per database.
#[macro_export]
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $test() { super::$test(testkit::Engine::Sqlite).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $test() { super::$test(testkit::Engine::Postgres).await; })+
        }
    };
}
