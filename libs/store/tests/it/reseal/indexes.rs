//! Tokens of a blind index come under its new key: never before everybody searches under it, each once, unique throughout.

use std::collections::BTreeSet;

use envelope::{KeyState, Purpose};
use sea_orm::EntityTrait as _;
use testkit::eventually;

use super::{World, codes, ids, minutes};
use crate::{both, tables::sealed_code};

both!(
    tokens_are_made_anew_once_every_process_searches_under_the_new_key,
    tokens_that_are_missing_or_too_many_are_mended,
    codes_with_one_token_stay_apart_when_it_changes,
    who_adds_under_another_key_waits_for_who_adds_the_same,
);

/// The tokens of all rows, made by a process that has just started.
async fn as_now(world: &World) -> bool {
    let keys = world.another().await;
    for owner in world.owners() {
        codes::warm(&keys, owner).await;
    }
    let rows = world.models().await;
    let shown = world.rows().await;
    for (row, (id, _, code, token, ..)) in rows.iter().zip(shown) {
        let owner = row.organisation_id.into();
        let made = keys.index(owner).unwrap().token(codes::BY_CODE, &code).unwrap();
        if made.number() != token || world.tokens(id).await != codes::expected(&keys, owner, &code) {
            return false;
        }
    }
    true
}

async fn tokens_are_made_anew_once_every_process_searches_under_the_new_key(mut world: World) {
    world.seed(5).await;
    world.rotate(&[Purpose::Indexes]).await;
    let old = world.in_state(KeyState::Retired).await;
    assert_eq!(world.job().run().await.unwrap().changed, 0, "too early");
    world.clock.advance(minutes(10));
    assert!(!as_now(&world).await);
    let done = world.job().run().await.unwrap();
    assert_eq!(done.changed, 10, "the codes of both owners: {done:?}");
    assert!(as_now(&world).await && done.discarded.is_empty(), "{done:?}");
    world.clock.advance(minutes(5));
    let done = world.job().run().await.unwrap();
    assert_eq!((done.changed, ids(&done.discarded)), (0, old), "{done:?}");
    assert!(as_now(&world).await);
}

/// Rows that were written before there was such a part.
async fn tokens_that_are_missing_or_too_many_are_mended(world: World) {
    let [owner, _] = world.owners();
    for code in ["AB-1", "AB-12345"] {
        world.add(&world.keys, owner, code, false).await;
    }
    let [short, long] = &world.models().await[..] else { panic!("two codes") };
    assert_eq!((world.tokens(short.id).await.len(), world.tokens(long.id).await.len()), (1, 2));
    world.change("DELETE FROM code_tokens WHERE code_id = $1 AND part = 2", vec![long.id.into()]).await;
    let more = "INSERT INTO code_tokens (code_id, organisation_id, part, token) VALUES ($1, $2, 9, 7)";
    world.change(more, vec![short.id.into(), owner.uuid().into()]).await;
    assert_eq!(world.job().run().await.unwrap().changed, 2);
    assert!(as_now(&world).await);
    assert_eq!(world.job().run().await.unwrap().changed, 0);
}

/// An index of numbers does not see hyphens.
async fn codes_with_one_token_stay_apart_when_it_changes(world: World) {
    let [owner, _] = world.owners();
    let alike = ["AB-12", "A-B12", "AB1-2", "AB12"];
    for code in alike {
        world.add(&world.keys, owner, code, false).await;
    }
    world.keys.rotate(owner, Purpose::Indexes).await.unwrap();
    world.clock.advance(minutes(10));
    // One is there under the new key before the others come.
    world.add(&world.another().await, owner, "A-B-1-2", false).await;
    let done = world.job().run().await.unwrap();
    assert_eq!(done.changed, 4, "{done:?}");
    let rows = world.rows().await;
    let places: BTreeSet<_> = rows.iter().map(|row| (row.3, row.4)).collect();
    let tokens: BTreeSet<_> = rows.iter().map(|row| row.3).collect();
    assert_eq!((places.len(), tokens.len()), (5, 1), "{rows:?}");
    assert!(as_now(&world).await);
}

/// Two processes whose tokens differ have no unique index in common.
async fn who_adds_under_another_key_waits_for_who_adds_the_same(world: World) {
    let [owner, other] = world.owners();
    let (one, two) = (world.world.begin(owner).await, world.world.without_wall_two().await);
    one.alone("sealed_codes", owner).await.unwrap();
    if !one.is_postgres() {
        return; // where a writer is alone as it is
    }
    let free = crate::world::begin(&two, other).await;
    free.alone("sealed_codes", other).await.unwrap();
    free.alone("sealed_notes", owner).await.unwrap();
    drop(free);
    let waiting = tokio::spawn(async move {
        let tx = crate::world::begin(&two, owner).await;
        tx.alone("sealed_codes", owner).await.unwrap();
        crate::world::count(&tx, "sealed_codes").await
    });
    eventually("the second waits", async || world.somebody_waits().await).await;
    codes::warm(&world.keys, owner).await;
    let row = codes::row(&world.keys, owner, "AB-1", false, &one).await;
    sealed_code::Entity::insert(row).exec_without_returning(one.connection()).await.unwrap();
    one.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 1, "it sees what the first has added");
}
