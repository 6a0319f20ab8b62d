//! A key that anything may still need is never discarded, and one that nothing needs does not stay.

use envelope::{KeyState, Purpose};
use store::Why;

use super::{World, codes, ids, minutes, why};
use crate::both;

both!(
    a_key_that_a_slow_process_still_seals_under_is_waited_for,
    nothing_is_lost_whenever_a_slow_process_writes_and_the_job_runs,
    a_walk_that_began_too_early_discards_nothing,
    keys_of_another_service_or_for_other_uses_are_not_touched,
);

/// A table that has no rows here.
const EMPTY: &[store::SealedTable] = &[store::SealedTable {
    name: "(SELECT * FROM sealed_codes WHERE 1 = 0) AS empty",
    owner: "organisation_id",
    columns: &[(codes::CODE, Purpose::Records)],
    tokens: &[],
    beside: None,
}];

async fn a_key_that_a_slow_process_still_seals_under_is_waited_for(mut world: World) {
    world.seed(2).await;
    let (slow, [owner, _]) = (world.another().await, world.owners());
    codes::warm(&slow, owner).await;
    let old = slow.current(owner, Purpose::Records).unwrap();
    world.rotate(&[Purpose::Records]).await;
    let first = world.job().run().await.unwrap();
    assert_eq!((first.changed, first.discarded.len()), (world.seeded, 0));
    assert!(matches!(why(&first.kept)[..], [Why::Used(_), Why::Used(_)]), "{first:?}");

    // All is sealed anew, and then comes a value under the old key, behind where the job was.
    world.clock.advance(minutes(4));
    let late = world.add(&slow, owner, "AB-LATE", false).await;
    assert!(world.keys_named().await.contains(&old));
    world.clock.advance(minutes(5));
    let second = world.job().run().await.unwrap();
    assert!(second.changed == 1 && second.discarded.is_empty(), "{second:?}");

    world.clock.advance(minutes(1));
    let third = world.job().run().await.unwrap();
    assert_eq!((third.changed, third.discarded.len(), third.kept.len()), (0, 2, 0), "{third:?}");
    assert!(ids(&third.discarded).contains(&old));
    assert!(world.rows().await.iter().any(|row| row.0 == late && row.2 == "AB-LATE"));
}

/// Minute by minute, with processes that have whichever keys they have: every value opens at the end.
async fn nothing_is_lost_whenever_a_slow_process_writes_and_the_job_runs(world: World) {
    let processes = [world.another().await, world.another().await, world.another().await];
    let (mut written, [owner, _]) = (0, world.owners());
    for minute in 0..48 {
        if [3, 15, 27].contains(&minute) {
            world.keys.rotate(owner, Purpose::Records).await.unwrap();
            world.keys.rotate(owner, Purpose::Indexes).await.unwrap();
        }
        world.add(&processes[minute % 3], owner, &format!("AB-{minute}"), minute % 2 == 0).await;
        written += 1;
        if minute % 4 == 1 {
            world.job_with(&processes[(minute / 4) % 3], codes::TABLES).run().await.unwrap();
        }
        let gone = world.in_state(KeyState::Discarded).await;
        assert!(world.keys_named().await.is_disjoint(&gone), "minute {minute}");
        world.clock.advance(minutes(1));
    }
    assert_eq!(world.rows().await.len(), written);
    let gone = world.in_state(KeyState::Discarded).await;
    assert_eq!(gone.len(), 6, "keys go all the same");
    // Each is found by a process that has just started.
    let keys = world.another().await;
    codes::warm(&keys, owner).await;
    let index = keys.index(owner).unwrap();
    for (_, _, code, token, ..) in world.rows().await {
        let sought = index.tokens(codes::BY_CODE, &code);
        assert!(sought.iter().any(|sought| sought.number() == token), "{code} is not found");
    }
}

/// It began before the new key stood alone, was interrupted, and ends after that.
async fn a_walk_that_began_too_early_discards_nothing(mut world: World) {
    world.seed(3).await;
    world.rotate(&[Purpose::Records]).await;
    let (keys, [first, _]) = (world.another().await, world.owners());
    codes::warm(&keys, first).await;
    keys.warm_live(first, Purpose::Records).await.unwrap();
    keys.warm_live(first, Purpose::Documents).await.unwrap();
    world.kms.fail(testkit::KmsFault::Status(503), usize::MAX);
    world.job_with(&keys, codes::TABLES).run().await.unwrap_err();
    world.kms.heal();
    // Somebody has sealed behind the place where it stands.
    let behind = "UPDATE reseals SET last_id = $1 WHERE table_name = 'sealed_codes'";
    world.change(behind, vec![uuid::Uuid::max().into()]).await;
    world.clock.advance(minutes(10));
    let old = world.in_state(KeyState::Retired).await;
    let done = world.job_with(&world.another().await, codes::TABLES).run().await.unwrap();
    assert_eq!(ids(&done.discarded), old, "after a whole walk that saw every row: {done:?}");
    assert_eq!(world.keys_named().await, world.current().await, "what was behind is sealed anew too");
    assert_eq!(world.rows().await.len(), 6);
}

async fn keys_of_another_service_or_for_other_uses_are_not_touched(mut world: World) {
    world.seed(1).await;
    world.keys.warm(envelope::platform(), Purpose::Secrets).await.unwrap();
    world.keys.rotate(envelope::platform(), Purpose::Secrets).await.unwrap();
    world.rotate(&[Purpose::Records]).await;
    world.clock.advance(minutes(20));
    assert_eq!(world.job_with(&world.keys, &[]).run().await.unwrap().discarded, []);
    // Another service's configuration on this database: its own tables have no rows here.
    let theirs = world.of_service("labels").await;
    let done = world.job_with(&theirs, EMPTY).run().await.unwrap();
    assert!(done.seen == 0 && done.discarded.is_empty(), "{done:?}");
    let needed = why(&done.kept).into_iter().filter(|why| *why == Why::Needed).count();
    assert_eq!((needed, done.kept.len()), (2, 3), "{done:?}");
    let done = world.job().run().await.unwrap();
    assert_eq!((done.discarded.len(), why(&done.kept)), (2, vec![Why::Elsewhere]), "{done:?}");
}
