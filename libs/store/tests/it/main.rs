//! The store's promises on SQLite and PostgreSQL: two walls, answers kept once, nothing half done.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failure in here is the test's failure"
)]

mod migrating;
mod requests;
mod tables;
mod transactions;
mod wall_one;
mod wall_two;
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
