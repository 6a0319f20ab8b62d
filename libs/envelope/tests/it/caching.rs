//! Unwrapped keys have a time limit: with the KMS down, work goes on until then, and no longer.

use std::time::Duration;

use envelope::{Cold, Error, Purpose, Sealed};
use fault::{Fault, Kind};
use testkit::{KmsFault, eventually};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::world::{World, place};

const MINUTE: Duration = Duration::from_secs(60);

async fn opened(
    world: &World,
    place: &envelope::Place,
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    world.keys.with_keys(|| async { Ok(world.open(place, sealed)?) }).await
}

#[tokio::test]
async fn with_the_kms_down_work_goes_on_until_the_age_limit() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    world.kms.fail(KmsFault::Status(503), usize::MAX);
    world.pass(MINUTE * 4);
    assert_eq!(*opened(&world, &place, &sealed).await.unwrap(), b"neko");
    world.seal(&place, b"neko").await;
    world.pass(MINUTE);
    let refused = opened(&world, &place, &sealed).await.unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Unavailable, "KEY_UNAVAILABLE"));
    let seal = || async { Ok(world.keys.seal(world.owner, Purpose::Records, &place, b"neko")?) };
    let refused = world.keys.with_keys(seal).await.unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Unavailable, "KEY_UNAVAILABLE"));
    world.kms.heal();
    assert_eq!(*opened(&world, &place, &sealed).await.unwrap(), b"neko");
}

#[tokio::test]
async fn a_warm_key_asks_nobody() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    let before = world.kms.calls("decrypt");
    for _ in 0..100 {
        world.seal(&place, b"neko").await;
        world.open(&place, &sealed).unwrap();
        world.keys.warm_keys(sealed.key()).await.unwrap();
    }
    assert_eq!(world.kms.calls("decrypt"), before);
}

/// F12: a clock that is set back does not prolong a key's time.
#[tokio::test]
async fn a_clock_set_back_makes_keys_cold() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    world.clock.advance(chrono::TimeDelta::seconds(-2));
    world.open(&place, &sealed).unwrap();
    world.clock.advance(chrono::TimeDelta::hours(-1));
    assert!(matches!(world.open(&place, &sealed), Err(Error::Cold(_))));
}

#[tokio::test]
async fn a_list_learns_of_all_its_cold_keys_at_once() {
    let world = World::start().await;
    let mut values = vec![];
    for _ in 0..5 {
        values.push(world.seal(&place(), b"neko").await);
        world.pass(Duration::from_secs(30 * 24 * 60 * 60));
    }
    let Err(Error::Cold(Cold::Keys(cold))) = world.keys.ready(&values) else { panic!("all are warm") };
    assert_eq!(cold.len(), 5);
    world.keys.warm_keys(cold).await.unwrap();
    world.keys.ready(&values).unwrap();
}

#[tokio::test]
async fn aged_keys_are_wiped_without_anybody_asking() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    let shutdown = CancellationToken::new();
    let wiping = tokio::spawn({
        let (keys, shutdown) = (world.keys.clone(), shutdown.clone());
        async move { keys.wipe(shutdown).await }
    });
    world.pass(MINUTE * 6);
    let is_cold = || matches!(world.open(&place, &sealed), Err(Error::Cold(_)));
    // Setting the clock back would show a key that is only too old, not wiped.
    eventually("the key is wiped", async || {
        world.clock.advance(chrono::TimeDelta::minutes(-6));
        let wiped = is_cold();
        world.clock.advance(chrono::TimeDelta::minutes(6));
        wiped
    })
    .await;
    shutdown.cancel();
    wiping.await.unwrap();
}
