//! Sealing anew on both databases: everything comes under the current keys and nothing else changes, whoever interrupts,
//! writes or walks meanwhile; and a key that anything may still need is there.

mod codes;
mod discarding;
mod indexes;
mod interrupted;
mod leaving;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use envelope::{KeyId, Purpose};
use store::{Left, Why};

use self::codes::OWNERS;
use crate::both;

both!(
    everything_comes_under_the_current_keys_and_nothing_else_changes,
    what_is_under_the_current_keys_is_not_touched,
    an_empty_table_is_walked,
);

pub use codes::Codes as World;

async fn everything_comes_under_the_current_keys_and_nothing_else_changes(mut world: World) {
    world.seed(5).await;
    let (before, plain) = (world.keys_named().await, world.rows().await);
    world.rotate(&[Purpose::Records, Purpose::Documents]).await;
    let done = world.job().run().await.unwrap();
    let all = (world.seeded, world.seeded, Left::default());
    assert_eq!((done.seen, done.changed, done.left), all, "{done:?}");
    let after = world.keys_named().await;
    assert!(before.is_disjoint(&after) && after == world.current().await, "{after:?}");
    assert_eq!(world.rows().await, plain, "codes, papers, revisions, tokens and ordinals");
}

async fn what_is_under_the_current_keys_is_not_touched(mut world: World) {
    world.seed(3).await;
    let before = world.sealed().await;
    let done = world.job().run().await.unwrap();
    assert_eq!((done.changed, done.kept.len()), (0, 0), "{done:?}");
    assert_eq!(world.sealed().await, before, "byte by byte");
}

async fn an_empty_table_is_walked(world: World) {
    let done = world.job().run().await.unwrap();
    assert_eq!(done, store::Resealed::default());
}

/// Why keys are still there.
fn why(kept: &[store::Kept]) -> Vec<Why> {
    kept.iter().map(|kept| kept.why).collect()
}

fn ids(keys: &[envelope::KeyStatus]) -> BTreeSet<KeyId> {
    keys.iter().map(|key| key.id).collect()
}

const fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

const fn rows_of_an_owner(world: &World) -> u64 {
    world.seeded / OWNERS as u64
}
