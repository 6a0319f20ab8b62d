//! What cannot be sealed anew is left as it is and counted, holds nobody up, and keeps the keys that it may need.

use envelope::{KeyState, Purpose};
use sea_orm::Value;
use store::{Left, Why};
use testkit::VersionState;

use super::{World, codes, minutes, rows_of_an_owner, why};
use crate::both;

both!(
    a_row_that_does_not_open_is_left_and_the_others_go_on,
    a_value_that_names_no_key_keeps_every_key_of_its_owner,
    a_value_whose_key_is_gone_is_left,
    the_rows_of_an_erased_organisation_are_skipped_and_counted,
    the_rows_of_an_organisation_whose_key_is_disabled_wait_for_it,
    a_kms_that_is_away_stops_the_job_and_it_can_be_run_again,
);

/// Damages the code of the first row.
async fn damage(world: &World, bytes: impl FnOnce(&mut Vec<u8>)) -> (uuid::Uuid, Vec<u8>) {
    let row = world.models().await.remove(0);
    let mut code = row.code.sealed().into_bytes();
    bytes(&mut code);
    let values: Vec<Value> = vec![row.id.into(), code.clone().into()];
    world.change("UPDATE sealed_codes SET code = $2 WHERE id = $1", values).await;
    (row.id, code)
}

async fn a_row_that_does_not_open_is_left_and_the_others_go_on(mut world: World) {
    world.seed(4).await;
    let (id, damaged) = damage(&world, |code| *code.last_mut().unwrap() ^= 1).await;
    world.rotate(&[Purpose::Records, Purpose::Documents]).await;
    world.clock.advance(minutes(10));
    let done = world.job().run().await.unwrap();
    assert_eq!((done.seen, done.changed), (world.seeded, world.seeded - 1), "{done:?}");
    assert_eq!(done.left, Left { corrupt: 1, ..Left::default() });
    assert_eq!(done.corrupt, [("sealed_codes", id)]);
    let sealed = world.sealed().await;
    assert_eq!(sealed[&(id, "code")], damaged, "left as it was");
    assert!(sealed.contains_key(&(id, "paper")), "its other values too");
    // Both keys that the row names, of its records and of its paper; those of the other owner are gone.
    assert_eq!((why(&done.kept), done.discarded.len()), (vec![Why::Needed; 2], 2), "{done:?}");
    assert!(done.kept.iter().all(|kept| kept.key.owner == world.owners()[0]));
}

async fn a_value_that_names_no_key_keeps_every_key_of_its_owner(mut world: World) {
    world.seed(3).await;
    let (id, damaged) = damage(&world, |code| code.truncate(40)).await;
    world.rotate(&[Purpose::Records, Purpose::Documents, Purpose::Indexes]).await;
    world.clock.advance(minutes(15));
    let done = world.job().run().await.unwrap();
    assert_eq!(done.left.corrupt, 1);
    assert_eq!(why(&done.kept), [Why::Needed; 3], "{done:?}");
    assert_eq!(world.sealed().await[&(id, "code")], damaged);
}

async fn a_value_whose_key_is_gone_is_left(mut world: World) {
    world.seed(2).await;
    let [owner, _] = world.owners();
    codes::warm(&world.keys, owner).await;
    let old = world.keys.current(owner, Purpose::Documents).unwrap();
    world.rotate(&[Purpose::Documents]).await;
    world.keys.discard(old).await.unwrap();
    let done = world.job_with(&world.another().await, codes::TABLES).run().await.unwrap();
    assert_eq!(done.left, Left { corrupt: 1, ..Left::default() }, "one of the two codes has a paper");
}

async fn the_rows_of_an_erased_organisation_are_skipped_and_counted(mut world: World) {
    world.seed(4).await;
    let before = world.sealed().await;
    world.rotate(&[Purpose::Records]).await;
    let [erased, other] = world.owners();
    world.keys.erase(erased).await.unwrap();
    world.clock.advance(minutes(10));
    let done = world.job_with(&world.another().await, codes::TABLES).run().await.unwrap();
    let half = rows_of_an_owner(&world);
    assert_eq!((done.changed, done.left), (half, Left { erased: half, ..Left::default() }), "{done:?}");
    assert!(done.discarded.iter().all(|key| key.owner == other) && done.discarded.len() == 1, "{done:?}");
    let after = world.sealed().await;
    let same = before.iter().filter(|(place, value)| after[place] == **value).count();
    assert!(u64::try_from(same).unwrap() >= half, "{same}");
}

async fn the_rows_of_an_organisation_whose_key_is_disabled_wait_for_it(mut world: World) {
    world.seed(3).await;
    world.rotate(&[Purpose::Records]).await;
    let name = world.kms.open().await.name(world.owners()[0]);
    world.kms.set_state(name.as_str(), VersionState::Disabled);
    let half = rows_of_an_owner(&world);
    let done = world.job_with(&world.another().await, codes::TABLES).run().await.unwrap();
    assert_eq!((done.changed, done.left), (half, Left { disabled: half, ..Left::default() }), "{done:?}");
    world.kms.set_state(name.as_str(), VersionState::Enabled);
    let done = world.job_with(&world.another().await, codes::TABLES).run().await.unwrap();
    assert_eq!((done.changed, done.left), (half, Left::default()), "{done:?}");
}

async fn a_kms_that_is_away_stops_the_job_and_it_can_be_run_again(mut world: World) {
    world.seed(2).await;
    world.rotate(&[Purpose::Records]).await;
    let (keys, before) = (world.another().await, world.sealed().await);
    world.kms.fail(testkit::KmsFault::Status(503), usize::MAX);
    let stopped = world.job_with(&keys, codes::TABLES).run().await.unwrap_err();
    assert_eq!(stopped.reason(), "KEY_UNAVAILABLE");
    assert_eq!(world.sealed().await, before);
    assert_eq!(world.in_state(KeyState::Discarded).await.len(), 0);
    world.kms.heal();
    assert_eq!(world.job_with(&keys, codes::TABLES).run().await.unwrap().changed, world.seeded);
}
