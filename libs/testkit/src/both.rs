//! A rule that is kept on both databases is one function and two tests.

/// Each rule is kept on both databases: `both!(a_rule, another_rule);` runs `async fn a_rule(world: World)` twice, with
/// the `World` in scope, started by `World::start(engine)`.
#[macro_export]
macro_rules! both {
    ($($rule:ident),+ $(,)?) => {$(
        mod $rule {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$rule(super::World::start($crate::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$rule(super::World::start($crate::Engine::Postgres).await).await;
            }
        }
    )+};
}

/// As [`both!`](crate::both), for rules that start their world themselves: `async fn a_rule(engine: Engine)`.
#[macro_export]
macro_rules! on_both {
    ($($rule:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $rule() { super::$rule($crate::Engine::Sqlite).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $rule() { super::$rule($crate::Engine::Postgres).await; })+
        }
    };
}
