//! Interrupted, doubled, and beside others who write.

use envelope::{Purpose, Sealed};
use sea_orm::Value;
use store::Scope;
use testkit::{KmsFault, eventually};

use super::{World, codes, minutes, rows_of_an_owner};
use crate::both;

both!(
    a_job_that_was_interrupted_goes_on_where_it_was_in_another_process,
    two_at_once_seal_every_row_once,
    a_row_that_changes_meanwhile_is_not_overwritten,
    a_key_of_which_all_uses_are_taken_ends_nothing,
);

/// The rows of the second owner need a key that the KMS does not give.
async fn a_job_that_was_interrupted_goes_on_where_it_was_in_another_process(mut world: World) {
    world.seed(7).await;
    world.rotate(&[Purpose::Records, Purpose::Documents]).await;
    let (keys, before) = (world.another().await, world.rows().await);
    let [first, second] = world.owners();
    codes::warm(&keys, first).await;
    keys.warm_live(first, Purpose::Records).await.unwrap();
    keys.warm_live(first, Purpose::Documents).await.unwrap();
    world.kms.fail(KmsFault::Status(503), usize::MAX);
    let stopped = world.job_with(&keys, codes::TABLES).run().await.unwrap_err();
    assert_eq!(stopped.reason(), "KEY_UNAVAILABLE");
    world.kms.heal();
    let done = world.job_with(&world.another().await, codes::TABLES).run().await.unwrap();
    assert!(done.seen < world.seeded, "{done:?} began anew");
    assert!(done.seen > rows_of_an_owner(&world) && done.changed >= rows_of_an_owner(&world), "{done:?}");
    assert_eq!(world.keys_named().await, world.current().await, "{second} too");
    assert_eq!(world.rows().await, before);
}

async fn two_at_once_seal_every_row_once(mut world: World) {
    world.seed(20).await;
    world.rotate(&[Purpose::Records, Purpose::Documents]).await;
    let before = world.rows().await;
    let keys = [world.another().await, world.another().await];
    let jobs = keys.each_ref().map(|keys| world.job_with(keys, codes::TABLES));
    let (one, other) = tokio::join!(jobs[0].run(), jobs[1].run());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.changed + other.changed, world.seeded, "{one:?} {other:?}");
    assert_eq!(world.keys_named().await, world.current().await);
    assert_eq!(world.rows().await, before);
    // Nobody was in the way of the last one.
    world.clock.advance(minutes(10));
    let done = world.job().run().await.unwrap();
    assert!(done.kept.is_empty() && done.discarded.len() == 4, "{done:?}");
}

async fn a_row_that_changes_meanwhile_is_not_overwritten(mut world: World) {
    world.seed(1).await;
    world.rotate(&[Purpose::Records]).await;
    let row = world.models().await.remove(0);
    let owner = row.organisation_id.into();
    codes::warm(&world.keys, owner).await;
    let place = codes::CODE.at(row.id);
    let newer = ids::Personal::new("AB-0".to_owned());
    let written = world.keys.seal_text(owner, &place, &newer).unwrap();
    let tx = world.store().begin(Scope::Platform("test"), "test").await.unwrap();
    let change = "UPDATE sealed_codes SET code = $2, revision = 4 WHERE id = $1";
    let values: [Value; 2] = [row.id.into(), written.as_bytes().to_vec().into()];
    sea_orm::ConnectionTrait::execute_raw(tx.connection(), tx.statement(change, values)).await.unwrap();
    let job = world.job();
    let running = tokio::spawn(async move { job.run().await });
    if tx.is_postgres() {
        eventually("the job waits for the row", async || world.somebody_waits().await).await;
    }
    tx.commit().await.unwrap();
    running.await.unwrap().unwrap();
    let now = world.models().await.remove(0);
    assert_eq!((now.revision, now.code.sealed()), (4, Sealed::stored(written.into_bytes())));
}

/// Uses are set aside in blocks; a job takes many.
async fn a_key_of_which_all_uses_are_taken_ends_nothing(mut world: World) {
    world.seed(2).await;
    world.rotate(&[Purpose::Records]).await;
    let [owner, _] = world.owners();
    let keys = world.another().await;
    keys.warm(owner, Purpose::Records).await.unwrap();
    let place = codes::CODE.at(uuid::Uuid::now_v7());
    while keys.seal(owner, Purpose::Records, &place, b"").is_ok() {}
    let done = world.job_with(&keys, codes::TABLES).run().await.unwrap();
    assert_eq!(done.changed, world.seeded);
}
