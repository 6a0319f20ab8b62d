//! Many at once: one key, one call.

use std::collections::BTreeSet;

use envelope::{KeyId, KeyState, Purpose};
use futures::future::join_all;
use testkit::{KmsFault, eventually};

use crate::world::{World, limits, place};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_first_uses_at_once_make_one_current_key_per_purpose() {
    let world = World::start().await;
    let uses = (0..50).map(|count| {
        let (keys, owner) = (world.keys.clone(), world.owner);
        let purpose = if count % 2 == 0 { Purpose::Records } else { Purpose::Documents };
        tokio::spawn(async move {
            keys.warm(owner, purpose).await.unwrap();
            (purpose, keys.seal(owner, purpose, &place(), b"neko").unwrap().key().unwrap())
        })
    });
    let used: BTreeSet<(Purpose, KeyId)> = join_all(uses).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(used.len(), 2);
    assert_eq!(world.shelf.keys().len(), 2);
    assert_eq!((world.kms.calls("encrypt"), world.kms.calls("decrypt")), (2, 2), "one call for all of them");
}

/// Ten processes on one shelf: one key wins, and all use it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_race_agree_on_one_key() {
    let world = World::start().await;
    let mut rings = vec![];
    for _ in 0..10 {
        rings.push(world.another("test", "claims", limits()).await);
    }
    let owner = world.owner;
    let uses = rings.into_iter().map(|keys| {
        tokio::spawn(async move {
            keys.warm(owner, Purpose::Records).await.unwrap();
            keys.seal(owner, Purpose::Records, &place(), b"neko").unwrap().key().unwrap()
        })
    });
    let used: BTreeSet<KeyId> = join_all(uses).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(used.len(), 1);
    let keys = world.shelf.keys();
    assert_eq!(keys.iter().filter(|key| key.state == KeyState::Current).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_that_miss_the_same_key_ask_the_kms_once() {
    let world = World::start().await;
    let sealed = world.seal(&place(), b"neko").await;
    let other = world.another("test", "claims", limits()).await;
    let before = world.kms.calls("decrypt");
    let misses = (0..50).map(|_| {
        let (other, key) = (other.clone(), sealed.key());
        tokio::spawn(async move { other.warm_keys(key).await })
    });
    for done in join_all(misses).await {
        done.unwrap().unwrap();
    }
    assert_eq!(world.kms.calls("decrypt") - before, 1);
}

/// A caller that goes away, its deadline over, takes nobody along.
#[tokio::test]
async fn when_the_first_gives_up_the_next_loads() {
    let world = World::start().await;
    let sealed = world.seal(&place(), b"neko").await;
    let (other, key) = (world.another("test", "claims", limits()).await, sealed.key());
    let before = world.kms.calls("decrypt");
    world.kms.fail(KmsFault::Hang, 1);
    let load = || {
        let other = other.clone();
        tokio::spawn(async move { other.warm_keys(key).await })
    };
    let first = load();
    eventually("the first has asked", async || world.kms.calls("decrypt") > before).await;
    let next = load();
    tokio::task::yield_now().await;
    first.abort();
    next.await.unwrap().unwrap();
    assert_eq!(world.kms.calls("decrypt") - before, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotation_under_load_disturbs_nobody() {
    let world = World::start().await;
    let (owner, place) = (world.owner, place());
    let work = (0..8).map(|_| {
        let keys = world.keys.clone();
        tokio::spawn(async move {
            let mut sealed = vec![];
            for _ in 0..50 {
                let one =
                    keys.with_keys(|| async { Ok(keys.seal(owner, Purpose::Records, &place, b"neko")?) });
                sealed.push(one.await.unwrap());
                tokio::task::yield_now().await;
            }
            sealed
        })
    });
    let work: Vec<_> = work.collect();
    for _ in 0..5 {
        world.keys.rotate(owner, Purpose::Records).await.unwrap();
    }
    world.keys.rotate_kms(owner).await.unwrap();
    world.keys.rewrap(None, 100).await.unwrap();
    for sealed in join_all(work).await {
        for sealed in sealed.unwrap() {
            let open = || async { Ok(world.open(&place, &sealed)?) };
            assert_eq!(*world.keys.with_keys(open).await.unwrap(), b"neko");
        }
    }
}
