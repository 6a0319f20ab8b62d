//! Data keys end by age and by use; what they have sealed goes on opening.

use std::time::Duration;

use envelope::{Error, KeyState, Limits, Purpose};

use crate::world::{World, limits, place};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_key_ends_by_age_and_goes_on_opening() {
    let world = World::start().await;
    let place = place();
    let old = world.seal(&place, b"neko").await;
    world.pass(DAY * 29);
    assert_eq!(world.seal(&place, b"neko").await.key(), old.key());
    world.pass(DAY);
    let new = world.seal(&place, b"neko").await;
    assert_ne!(new.key(), old.key());
    world.keys.warm_keys(old.key()).await.unwrap();
    assert_eq!(*world.open(&place, &old).unwrap(), b"neko");
    let states: Vec<KeyState> = world.shelf.keys().iter().map(|key| key.state).collect();
    assert_eq!(states, [KeyState::Retired, KeyState::Current]);
}

/// Uses are set aside ahead, so that neither crash nor any number of processes goes beyond the limit.
#[tokio::test]
async fn a_key_ends_by_use_and_is_never_used_more_often() {
    let limits = Limits { uses: 40, block: 8, ..limits() };
    let world = World::with(limits).await;
    let place = place();
    let mut uses = std::collections::BTreeMap::new();
    for round in 0..200 {
        // Every tenth seal a process starts, seals once and ends.
        let keys =
            if round % 10 == 9 { world.another("test", "claims", limits).await } else { world.keys.clone() };
        keys.warm(world.owner, Purpose::Records).await.unwrap();
        let sealed = keys.seal(world.owner, Purpose::Records, &place, b"neko").unwrap();
        *uses.entry(sealed.key().unwrap()).or_insert(0) += 1;
    }
    assert!(uses.len() >= 5, "{uses:?}");
    assert!(uses.values().all(|count| *count <= 40), "{uses:?}");
    for key in world.shelf.keys() {
        assert!(
            key.reserved_uses <= 40 && key.reserved_uses >= uses.get(&key.id).copied().unwrap_or_default()
        );
    }
}

#[tokio::test]
async fn a_block_that_is_used_up_is_cold_and_another_is_set_aside() {
    let world = World::with(Limits { block: 2, ..limits() }).await;
    let seal = || world.keys.seal(world.owner, Purpose::Records, &place(), b"neko");
    world.keys.warm(world.owner, Purpose::Records).await.unwrap();
    seal().unwrap();
    let key = seal().unwrap().key();
    assert!(matches!(seal(), Err(Error::Cold(_))));
    world.keys.warm(world.owner, Purpose::Records).await.unwrap();
    assert_eq!(seal().unwrap().key(), key);
    assert_eq!(world.shelf.keys()[0].reserved_uses, 4);
}

#[tokio::test]
async fn a_key_of_blind_indexes_does_not_end_by_age_and_seals_nothing() {
    let world = World::start().await;
    world.keys.warm(world.owner, Purpose::Indexes).await.unwrap();
    let key = world.current();
    world.pass(DAY * 400);
    world.keys.warm(world.owner, Purpose::Indexes).await.unwrap();
    assert_eq!(world.current(), key);
    let refused = world.keys.seal(world.owner, Purpose::Indexes, &place(), b"neko").unwrap_err();
    assert!(matches!(refused, Error::Broken(_)), "{refused}");
}

#[tokio::test]
async fn limits_that_make_no_sense_end_in_an_error() {
    let world = World::with(Limits { uses: 4, block: 8, ..limits() }).await;
    let refused = world.keys.warm(world.owner, Purpose::Records).await.unwrap_err();
    assert!(matches!(refused, Error::Broken(_)), "{refused}");
}
