//! Claims over loopback mutual TLS, on SQLite and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod access;
mod concurrency;
mod counts;
mod documents;
mod facts;
mod idempotency;
mod labels;
mod lifecycle;
mod lookup;
mod start;
mod tenancy;
mod verbs;
mod world;

/// Each rule is kept on both databases: `both!(a_rule, another_rule);` runs `async fn a_rule(world: World)` twice.
macro_rules! both {
    ($($rule:ident),+ $(,)?) => {$(
        mod $rule {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$rule($crate::world::World::start(testkit::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$rule($crate::world::World::start(testkit::Engine::Postgres).await).await;
            }
        }
    )+};
}
pub(crate) use both;
