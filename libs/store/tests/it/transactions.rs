//! Nothing half done: dropping a transaction undoes it, and one that only reads cannot write.

use sea_orm::ConnectionTrait;
use testkit::Engine;

use crate::{
    both,
    world::{World, clinic, count, write_note},
};

both!(a_dropped_transaction_leaves_nothing, what_is_not_committed_is_seen_by_nobody);

async fn a_dropped_transaction_leaves_nothing(world: World) {
    let tx = world.begin(world.ours).await;
    write_note(&tx, world.ours, "undone").await.unwrap();
    assert_eq!(count(&tx, "notes").await, 1);
    drop(tx);
    let tx = world.begin(world.ours).await;
    assert_eq!(count(&tx, "notes").await, 0);
}

async fn what_is_not_committed_is_seen_by_nobody(world: World) {
    let tx = world.begin(world.ours).await;
    write_note(&tx, world.ours, "on its way").await.unwrap();
    assert_eq!(world.raw_count(&world.store, clinic(world.ours), "notes").await, 0);
    tx.commit().await.unwrap();
    assert_eq!(world.raw_count(&world.store, clinic(world.ours), "notes").await, 1);
}

#[tokio::test]
async fn a_transaction_that_only_reads_cannot_write_on_postgres() {
    let world = World::start(Engine::Postgres).await;
    world.seed().await;
    let tx = world.store.read(clinic(world.ours), "test").await.unwrap();
    assert!(tx.connection().execute_unprepared("UPDATE notes SET text = ''").await.is_err());
}
