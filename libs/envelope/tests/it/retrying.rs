//! Work that meets a cold key is done again after the key was warmed; other refusals are not.

use std::sync::atomic::{AtomicUsize, Ordering};

use envelope::{Cold, Error, Purpose};
use fault::Fault;

use crate::world::{OPENING, World, limits, place};

#[tokio::test]
async fn work_is_done_again_with_warm_keys() {
    let world = World::start().await;
    let (place, runs) = (place(), AtomicUsize::new(0));
    let sealed = world.seal(&place, b"neko").await;
    let keys = world.another("test", "claims", limits()).await;
    let work = || async {
        runs.fetch_add(1, Ordering::Relaxed);
        keys.open(world.owner, &place, &sealed, &OPENING)?;
        keys.seal(world.owner, Purpose::Secrets, &place, b"inu")?;
        Ok(keys.index(world.owner)?.token(envelope::Field::name("pet_name"), "こむぎ"))
    };
    assert!(keys.with_keys(work).await.unwrap().is_some());
    assert_eq!(runs.load(Ordering::Relaxed), 4, "three cold keys, one after another");
}

#[tokio::test]
async fn a_cold_key_is_found_below_other_causes() {
    #[derive(Debug, thiserror::Error)]
    #[error("the use case failed")]
    struct Wrapped(#[source] Error);
    let world = World::start().await;
    let work = || async {
        let sealed = world.keys.seal(world.owner, Purpose::Records, &place(), b"neko");
        sealed.map_err(|why| Fault::internal("TEST").source(Wrapped(why)))
    };
    world.keys.with_keys(work).await.unwrap();
}

#[tokio::test]
async fn it_ends_after_four_repeats_and_other_refusals_at_once() {
    let world = World::start().await;
    let runs = AtomicUsize::new(0);
    let never = || async {
        runs.fetch_add(1, Ordering::Relaxed);
        Err::<(), Fault>(Error::Cold(Cold::Current(world.owner, Purpose::Records)).into())
    };
    let refused = world.keys.with_keys(never).await.unwrap_err();
    assert_eq!((refused.reason(), runs.swap(0, Ordering::Relaxed)), ("KEY_UNAVAILABLE", 5));
    let refuses = || async {
        runs.fetch_add(1, Ordering::Relaxed);
        Err::<(), Fault>(Fault::not_found("TEST"))
    };
    assert_eq!(world.keys.with_keys(refuses).await.unwrap_err().reason(), "TEST");
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn many_owners_and_purposes_are_warmed_at_once() {
    let world = World::start().await;
    let owners = [world.owner, ids::OrganisationId::generate(), envelope::platform()];
    let all = owners.into_iter().flat_map(|owner| Purpose::ALL.map(|purpose| (owner, purpose)));
    world.keys.warm_all(all).await.unwrap();
    for owner in owners {
        world.keys.seal(owner, Purpose::Records, &place(), b"neko").unwrap();
        world.keys.index(owner).unwrap();
    }
    assert_eq!(world.shelf.keys().len(), 12);
}
