//! Keys are replaced and everything sealed anew while claims are written and read: nobody notices, and of documents the
//! bytes stay where they are.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use chrono::TimeDelta;
use envelope::{KeyState, Keyring, Purpose};
use sha2::{Digest as _, Sha256};
use store::{Pace, Reseal, Resealed};
use tokio::sync::RwLock;

use crate::{
    both,
    sealed::{download, submit, with_paper},
    verbs::{Case, pdf},
    world::{World, reason},
};

both!(
    keys_are_replaced_under_load_and_nobody_notices,
    everything_comes_under_new_keys_and_shows_what_it_showed,
);

async fn reseal(world: &World, keys: &Keyring) -> Resealed {
    let clock = Arc::new(world.clock.clone());
    let job = Reseal::new(world.store().await, keys.clone(), clock, claims::SEALED_TABLES);
    job.with_pace(Pace { rows: 7, ..Pace::default() }).run().await.unwrap()
}

async fn rotate(keys: &Keyring, case: &Case) {
    for who in [&case.clinic, &case.insurer] {
        for purpose in [Purpose::Records, Purpose::Documents, Purpose::Indexes] {
            keys.rotate(who.organisation, purpose).await.unwrap();
        }
    }
}

/// Every file of the blob store, by what is in it.
fn blobs(world: &World) -> BTreeMap<PathBuf, Vec<u8>> {
    let hash = |path: &PathBuf| Sha256::digest(std::fs::read(path).unwrap()).to_vec();
    world.blobs().into_iter().map(|path| (path.clone(), hash(&path))).collect()
}

async fn everything_comes_under_new_keys_and_shows_what_it_showed(world: World) {
    let case = world.case().await;
    let bytes = pdf(70_000);
    let (draft, paper) = with_paper(&world, &case, &bytes).await;
    let (other, submitted_paper) = with_paper(&world, &case, &bytes).await;
    let denied = submit(&world, &case, &other, &[submitted_paper.as_str()]).await;
    world.deny(&case.insurer, &denied).await.unwrap();
    let show = async || {
        let claims = [
            world.claim(&case.clinic, &draft.id).await.unwrap(),
            world.claim(&case.insurer, &denied.id).await.unwrap(),
        ];
        (claims, world.look_up(&case.clinic, &case.number).await.unwrap())
    };
    let (before, stored, told) = (show().await, blobs(&world), world.rows().await[4]);
    let keys = world.keys().await;
    rotate(&keys, &case).await;
    world.clock.advance(TimeDelta::minutes(15));
    let done = reseal(&world, &keys).await;
    assert_eq!((done.seen, done.changed, done.left.all()), (5, 5, 0), "{done:?}");
    // A clinic had no index before.
    assert_eq!((done.discarded.len(), done.kept.len()), (5, 0), "{done:?}");
    world.clock.advance(TimeDelta::minutes(5));
    // A look-up is a fact itself.
    assert_eq!(world.rows().await[4], told, "nothing is told");
    assert_eq!(show().await, before);
    assert_eq!(blobs(&world), stored, "the bytes of documents stay");
    for (who, claim, paper) in
        [(&case.clinic, &draft.id, &paper), (&case.insurer, &denied.id, &submitted_paper)]
    {
        assert!(download(&world, who, claim, paper).await.unwrap() == bytes);
    }
    let again = world.new_policy(&case.number, None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, again)).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_EXISTS");
}

async fn keys_are_replaced_under_load_and_nobody_notices(world: World) {
    let case = world.case().await;
    let bytes = pdf(1_000);
    // Requests run while this is read; time passes between them, since what is signed is good for seconds.
    let (still, done, count) = (RwLock::new(()), AtomicBool::new(false), AtomicUsize::new(0));
    let is_on = || !done.load(Ordering::Relaxed);
    let writing = async {
        let mut claims = vec![];
        while is_on() {
            let _still = still.read().await;
            let (draft, paper) = with_paper(&world, &case, &bytes).await;
            submit(&world, &case, &draft, &[paper.as_str()]).await;
            claims.push((draft.id, paper));
        }
        claims
    };
    let registering = async {
        while is_on() {
            let _still = still.read().await;
            let number = format!("XY-{:06}", count.fetch_add(1, Ordering::Relaxed));
            let policy = world.new_policy(&number, None);
            world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
            let again = world.new_policy(&number, None);
            let refused = world.policies().register_policy(world.signed(&case.insurer, again)).await;
            assert_eq!(reason(refused.unwrap_err()), "POLICY_EXISTS", "{number}");
        }
    };
    let reading = async {
        while is_on() {
            let _still = still.read().await;
            assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
            world.list(&case.clinic, "").await;
            world.list(&case.insurer, "").await;
        }
    };
    let renewing = async {
        let keys = world.keys().await;
        for _ in 0..2 {
            rotate(&keys, &case).await;
            for minutes in [0, 4, 6, 5] {
                {
                    let _moving = still.write().await;
                    world.clock.advance(TimeDelta::minutes(minutes));
                }
                reseal(&world, &keys).await;
            }
        }
        done.store(true, Ordering::Relaxed);
        reseal(&world, &keys).await
    };
    let (claims, (), (), last) = tokio::join!(writing, registering, reading, renewing);
    assert!(last.kept.is_empty() && last.left.all() == 0, "{last:?}");
    for (claim, paper) in &claims {
        assert!(download(&world, &case.insurer, claim, paper).await.unwrap() == bytes);
    }
    for number in 0..count.load(Ordering::Relaxed) {
        let number = format!("XY-{number:06}");
        assert_eq!(world.look_up(&case.clinic, &number).await.unwrap().len(), 1, "{number}");
    }
    // The service's own secret lies under a key of the platform, which is not renewed here.
    let mut keys = world.keys().await.status(None, 100).await.unwrap();
    keys.retain(|key| key.purpose != Purpose::Secrets);
    let in_state = |state| keys.iter().filter(|key| key.state == state).count();
    assert_eq!((in_state(KeyState::Current), in_state(KeyState::Retired)), (6, 0), "{keys:?}");
    assert!(in_state(KeyState::Discarded) >= 6, "{keys:?}");
}
