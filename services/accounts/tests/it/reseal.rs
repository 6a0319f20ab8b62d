//! Keys are replaced and people's names and addresses sealed anew while the service works: nobody notices.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::TimeDelta;
use envelope::{KeyState, Keyring, Purpose};
use proto::accounts::v1 as pb;
use store::{Reseal, Resealed};
use tokio::sync::RwLock;

use crate::{
    both,
    world::{PASSWORD, Person, World, new_account, reason},
};

both!(
    keys_are_replaced_under_load_and_nobody_notices,
    nothing_but_what_is_sealed_changes_and_people_are_found_afterwards,
);

async fn reseal(world: &World, keys: &Keyring) -> Resealed {
    let clock = Arc::new(world.clock.clone());
    let job = Reseal::new(world.store().await, keys.clone(), clock, accounts::SEALED_TABLES);
    job.run().await.unwrap()
}

async fn rotate(keys: &Keyring, who: &[&Person]) {
    for who in who {
        for purpose in [Purpose::Records, Purpose::Indexes] {
            keys.rotate(who.organisation.parse().unwrap(), purpose).await.unwrap();
        }
    }
}

async fn list(world: &World, who: &Person) -> Vec<pb::Account> {
    let (mut all, mut cursor) = (vec![], String::new());
    loop {
        let request = world.signed(who, pb::ListAccountsRequest { limit: 20, cursor }).await;
        let page = world.people().list_accounts(request).await.unwrap().into_inner();
        all.extend(page.accounts);
        if page.next_cursor.is_empty() {
            return all;
        }
        cursor = page.next_cursor;
    }
}

async fn keys_are_replaced_under_load_and_nobody_notices(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    // Requests run while this is read; time passes between them, since what is signed is good for seconds.
    let (still, done) = (RwLock::new(()), AtomicBool::new(false));
    let writing = async {
        let mut emails = BTreeSet::from([clinic.email.clone()]);
        while !done.load(Ordering::Relaxed) {
            let _still = still.read().await;
            let email = format!("c{}@clinic.example", emails.len());
            let clerk = world.colleague(&clinic, &email, pb::Role::Viewer).await;
            let again = world.signed(&clinic, new_account(&clerk.email, pb::Role::Viewer)).await;
            let refused = world.people().create_account(again).await.unwrap_err();
            assert_eq!(reason(refused), "ACCOUNT_EMAIL_TAKEN");
            emails.insert(email);
        }
        emails
    };
    let reading = async {
        while !done.load(Ordering::Relaxed) {
            let _still = still.read().await;
            assert!(!list(&world, &clinic).await.is_empty());
            world.try_sign_in(&clinic, PASSWORD).await.unwrap();
        }
    };
    let renewing = async {
        let keys = world.keys().await;
        for _ in 0..2 {
            rotate(&keys, &[&operator, &clinic]).await;
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
    let (emails, (), last) = tokio::join!(writing, reading, renewing);
    assert!(last.kept.is_empty() && last.left.all() == 0, "{last:?}");
    let listed: BTreeSet<String> = list(&world, &clinic).await.into_iter().map(|one| one.email).collect();
    assert_eq!(listed, emails);
    let keys = world.keys().await.status(None, 100).await.unwrap();
    let people: Vec<_> = keys.iter().filter(|key| key.purpose != Purpose::Secrets).collect();
    assert_eq!(people.iter().filter(|key| key.state == KeyState::Current).count(), 4);
    assert_eq!(people.iter().filter(|key| key.state == KeyState::Discarded).count(), 8);
}

async fn nothing_but_what_is_sealed_changes_and_people_are_found_afterwards(world: World) {
    let operator = world.operator().await;
    let clerk = world.colleague(&operator, "b@operator.example", pb::Role::Support).await;
    let (before, keys) = (list(&world, &operator).await, world.keys().await);
    rotate(&keys, &[&operator]).await;
    world.clock.advance(TimeDelta::minutes(15));
    let done = reseal(&world, &keys).await;
    assert_eq!((done.seen, done.changed, done.discarded.len(), done.kept.len()), (2, 2, 2, 0), "{done:?}");
    world.clock.advance(TimeDelta::minutes(5));
    let typed = Person { email: "B@operator.example".to_owned(), ..clerk.clone() };
    assert!(world.try_sign_in(&typed, PASSWORD).await.is_ok(), "found by its new token");
    let mut after = list(&world, &operator).await;
    // Who has signed in since is not the job's doing.
    let times = before.iter().map(|one| one.last_sign_in_at);
    after.iter_mut().zip(times).for_each(|(one, time)| one.last_sign_in_at = time);
    assert_eq!(after, before, "revisions, names, addresses");
}
