//! From one key to the next: who still has the old one in memory loses nothing, finds everything and is waited for.

use std::time::Duration;

use envelope::{Field, KeyId, KeyState, Keyring, Purpose};
use testkit::FixedClock;

use crate::world::{OPENING, World, keyring, limits, place, realm};

const PET: Field = Field::name("pet_name");
const MINUTE: Duration = Duration::from_secs(60);

async fn current(keys: &Keyring, purpose: Purpose) -> envelope::KeyStatus {
    let all = keys.status(None, 100).await.unwrap();
    all.into_iter().find(|key| (key.purpose, key.state) == (purpose, KeyState::Current)).unwrap()
}

/// The keys of an index, the newest first, and under which of them it makes tokens.
async fn index(world: &World, keys: &Keyring) -> (usize, Option<KeyId>) {
    keys.warm(world.owner, Purpose::Indexes).await.unwrap();
    let index = keys.index(world.owner).unwrap();
    let made = index.token(PET, "こむぎ").unwrap().number();
    (index.tokens(PET, "コムギ").len(), index.made_under(PET, "こむぎ", made))
}

#[tokio::test]
async fn a_first_key_of_an_index_makes_tokens_at_once() {
    let world = World::start().await;
    assert_eq!(index(&world, &world.keys).await, (1, Some(world.current())));
}

/// A process that has the old index alone in memory must find what others write.
#[tokio::test]
async fn tokens_are_made_under_a_new_key_only_when_every_process_knows_it() {
    let world = World::start().await;
    let slow = world.another("test", "claims", limits()).await;
    let (_, old) = index(&world, &world.keys).await;
    world.pass(MINUTE);
    index(&world, &slow).await;
    world.keys.rotate(world.owner, Purpose::Indexes).await.unwrap();
    let new = world.current();
    assert_eq!(index(&world, &world.keys).await, (2, old));
    world.pass(MINUTE * 4);
    assert_eq!(index(&world, &slow).await.1, old, "it knows no other, or does not use it");
    world.pass(MINUTE * 6 - Duration::from_secs(1));
    for keys in [&world.keys, &slow] {
        assert_eq!(index(&world, keys).await, (2, old));
    }
    world.pass(Duration::from_secs(1));
    for keys in [&world.keys, &slow] {
        assert_eq!(index(&world, keys).await, (2, Some(new)), "searched under both, made under the new one");
    }
    let status = current(&world.keys, Purpose::Indexes).await;
    let alone = (world.keys.alone_from(&status) - status.created_at).to_std().unwrap();
    assert_eq!(alone, MINUTE * 15, "later than the first token is made under it");
    assert!(world.keys.discard(old.unwrap()).await.unwrap());
    world.pass(MINUTE * 5);
    assert_eq!(index(&world, &world.keys).await, (1, Some(new)));
}

#[tokio::test]
async fn an_index_that_changes_its_key_twice_makes_tokens_under_what_everybody_knows() {
    let world = World::start().await;
    let (_, first) = index(&world, &world.keys).await;
    for _ in 0..2 {
        world.keys.rotate(world.owner, Purpose::Indexes).await.unwrap();
        world.pass(MINUTE);
    }
    assert_eq!(index(&world, &world.keys).await, (3, first));
    world.pass(MINUTE * 9);
    let (count, made) = index(&world, &world.keys).await;
    assert!(count == 3 && made == Some(world.current()), "{made:?}");
}

/// Two processes on either side of the moment, since their clocks differ.
#[tokio::test]
async fn whoever_is_first_to_use_a_new_key_is_found_by_who_is_not() {
    let world = World::start().await;
    let late = FixedClock::new(calendar::Clock::now(&world.clock));
    let behind = keyring(realm("test", "claims"), world.kms.open().await, &world.shelf, &late, limits());
    index(&world, &world.keys).await;
    world.keys.rotate(world.owner, Purpose::Indexes).await.unwrap();
    world.pass(MINUTE * 10);
    late.advance(chrono::TimeDelta::seconds(599));
    assert_ne!(index(&world, &world.keys).await.1, index(&world, &behind).await.1);
    let made = |keys: &Keyring| keys.index(world.owner).unwrap().token(PET, "はな").unwrap();
    let sought = |keys: &Keyring| keys.index(world.owner).unwrap().tokens(PET, "はな");
    assert!(sought(&behind).contains(&made(&world.keys)) && sought(&world.keys).contains(&made(&behind)));
}

/// Nobody seals under a retired key once its successor stands alone.
#[tokio::test]
async fn who_has_a_replaced_key_in_memory_uses_it_for_minutes_and_no_longer_than_it_is_waited_for() {
    let world = World::start().await;
    let slow = world.another("test", "claims", limits()).await;
    slow.warm(world.owner, Purpose::Records).await.unwrap();
    let old = slow.current(world.owner, Purpose::Records).unwrap();
    world.keys.rotate(world.owner, Purpose::Records).await.unwrap();
    let status = current(&world.keys, Purpose::Records).await;
    let alone = world.keys.alone_from(&status);
    let mut last = status.created_at;
    while let Ok(sealed) = slow.seal(world.owner, Purpose::Records, &place(), b"neko") {
        assert_eq!(sealed.key(), Some(old));
        last = calendar::Clock::now(&world.clock);
        world.pass(Duration::from_secs(10));
    }
    assert!(last > status.created_at && last + chrono::TimeDelta::minutes(4) < alone, "{last} {alone}");
    slow.warm(world.owner, Purpose::Records).await.unwrap();
    assert_eq!(slow.current(world.owner, Purpose::Records).unwrap(), status.id);
}

/// What a list has read may be sealed anew, and its old key discarded, before the list has asked for that key.
#[tokio::test]
async fn work_whose_key_was_discarded_meanwhile_is_done_once_more() {
    let world = World::start().await;
    let place = place();
    let old = world.seal(&place, b"neko").await;
    world.keys.rotate(world.owner, Purpose::Records).await.unwrap();
    let new = world.seal(&place, b"neko").await;
    let reader = world.another("test", "claims", limits()).await;
    assert!(world.keys.discard(old.key().unwrap()).await.unwrap());
    let kept = std::sync::Mutex::new(vec![new, old]);
    let read = || async {
        let found = kept.lock().unwrap().pop().unwrap();
        Ok(reader.open(world.owner, &place, &found, &OPENING)?)
    };
    // The first look finds the old value, the second the new one, whose key is cold, and then there is nothing else.
    let again = || {
        let mut kept = kept.lock().unwrap();
        if kept.len() == 1 {
            let new = kept[0].clone();
            kept.push(new);
        }
    };
    let done = reader
        .with_keys(|| {
            again();
            read()
        })
        .await
        .unwrap();
    assert_eq!(*done, b"neko");
}

#[tokio::test]
async fn keys_that_were_discarded_do_not_end_the_warming_of_the_live_ones() {
    let world = World::start().await;
    let place = place();
    let old = world.seal(&place, b"neko").await;
    world.keys.rotate(world.owner, Purpose::Records).await.unwrap();
    let new = world.seal(&place, b"neko").await;
    world.keys.discard(old.key().unwrap()).await.unwrap();
    let reader = world.another("test", "claims", limits()).await;
    reader.warm_live(world.owner, Purpose::Records).await.unwrap();
    assert_eq!(*reader.open(world.owner, &place, &new, &OPENING).unwrap(), b"neko");
}
