//! The shelf of data keys on both databases: one current key whoever races, no use beyond the limit, no request reads it.

use std::{collections::BTreeSet, sync::Arc};

use envelope::{
    Column, Error, KeyId, KeyState, Keyring, KmsKeyName, Limits, Opening, Purpose, Realm, Sealed, Shelf as _,
    Who, WrappedKey,
};
use fault::Fault;
use futures::future::join_all;
use ids::{OrganisationId, Personal};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, Set};
use store::{DataKeys, Scope, SealedColumn};
use testkit::FixedClock;
use uuid::Uuid;

use crate::{
    both,
    tables::sealed_note,
    world::{World, clinic, count},
};

both!(
    a_key_comes_back_as_it_was_put_down,
    of_many_first_keys_one_wins,
    of_many_next_keys_one_wins,
    uses_are_never_set_aside_beyond_the_limit,
    only_a_current_key_has_uses_and_only_a_retired_one_is_discarded,
    keys_are_listed_page_by_page,
    a_damaged_row_is_no_key,
    a_sealed_column_opens_after_a_restart,
    requests_cannot_read_the_shelf,
    a_broken_database_is_no_missing_key,
);

fn key(owner: OrganisationId, purpose: Purpose) -> WrappedKey {
    WrappedKey {
        id: KeyId::generate(),
        owner,
        purpose,
        kms_key: KmsKeyName::new("ring/cryptoKeys/a"),
        kms_version: "3".to_owned(),
        wrapped: vec![1, 2, 3],
        commitment: [7; 32],
        created_at: "2026-11-22T13:00:00.123456Z".parse().unwrap(),
        state: KeyState::Current,
        reserved_uses: 0,
    }
}

async fn a_key_comes_back_as_it_was_put_down(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    for purpose in Purpose::ALL {
        let key = key(world.ours, purpose);
        assert_eq!(shelf.current(world.ours, purpose).await.unwrap(), None);
        assert_eq!(shelf.put(&key, None).await.unwrap(), key);
        assert_eq!(shelf.get(key.id).await.unwrap(), Some(key.clone()));
        assert_eq!(shelf.current(world.ours, purpose).await.unwrap(), Some(key.clone()));
        shelf.rewrap(key.id, "4", &[9]).await.unwrap();
        let again = shelf.get(key.id).await.unwrap().unwrap();
        assert_eq!(again, WrappedKey { kms_version: "4".to_owned(), wrapped: vec![9], ..key });
    }
    assert_eq!(shelf.get(KeyId::generate()).await.unwrap(), None);
    assert_eq!(shelf.current(world.theirs, Purpose::Records).await.unwrap(), None);
}

/// Puts twenty keys down at once and answers which ones were said to be current.
async fn race(world: &World, replaces: Option<KeyId>) -> BTreeSet<KeyId> {
    let puts = (0..20).map(|_| {
        let (shelf, key) = (DataKeys::new(world.store.clone()), key(world.ours, Purpose::Records));
        tokio::spawn(async move { shelf.put(&key, replaces).await.unwrap().id })
    });
    join_all(puts).await.into_iter().map(Result::unwrap).collect()
}

async fn of_many_first_keys_one_wins(world: World) {
    assert_eq!(race(&world, None).await.len(), 1);
    assert_eq!(DataKeys::new(world.store.clone()).list(None, 100).await.unwrap().len(), 1);
}

async fn of_many_next_keys_one_wins(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    let old = shelf.put(&key(world.ours, Purpose::Records), None).await.unwrap();
    let winners = race(&world, Some(old.id)).await;
    assert!(winners.len() == 1 && !winners.contains(&old.id), "{winners:?}");
    let states: Vec<KeyState> = shelf.list(None, 100).await.unwrap().iter().map(|key| key.state).collect();
    assert_eq!(states, [KeyState::Retired, KeyState::Current]);
    let live = shelf.live(world.ours, Purpose::Records).await.unwrap();
    assert_eq!(live.last().map(|key| key.id), Some(old.id), "the newest first");
}

async fn uses_are_never_set_aside_beyond_the_limit(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    let id = shelf.put(&key(world.ours, Purpose::Records), None).await.unwrap().id;
    let reserves = (0..30).map(|_| {
        let shelf = shelf.clone();
        tokio::spawn(async move { shelf.reserve(id, 10, 105).await.unwrap() })
    });
    let done = join_all(reserves).await.into_iter().map(Result::unwrap).filter(|done| *done).count();
    assert_eq!(done, 10);
    assert_eq!(shelf.get(id).await.unwrap().unwrap().reserved_uses, 100);
}

async fn only_a_current_key_has_uses_and_only_a_retired_one_is_discarded(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    let old = shelf.put(&key(world.ours, Purpose::Records), None).await.unwrap().id;
    assert!(!shelf.discard(old).await.unwrap());
    shelf.put(&key(world.ours, Purpose::Records), Some(old)).await.unwrap();
    assert!(!shelf.reserve(old, 1, 100).await.unwrap());
    assert!(shelf.discard(old).await.unwrap());
    shelf.rewrap(old, "5", &[5]).await.unwrap();
    let gone = shelf.get(old).await.unwrap().unwrap();
    assert!(gone.state == KeyState::Discarded && gone.wrapped.is_empty());
    assert!(shelf.live(world.ours, Purpose::Records).await.unwrap().iter().all(|key| key.id != old));
}

async fn keys_are_listed_page_by_page(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    for owner in [world.ours, world.theirs] {
        for purpose in Purpose::ALL {
            shelf.put(&key(owner, purpose), None).await.unwrap();
        }
    }
    let (mut seen, mut after) = (BTreeSet::new(), None);
    loop {
        let page = shelf.list(after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.extend(page.iter().map(|key| key.id));
    }
    assert_eq!(seen.len(), 8);
}

async fn a_damaged_row_is_no_key(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    let id = shelf.put(&key(world.ours, Purpose::Records), None).await.unwrap().id;
    for damage in [
        "UPDATE data_keys SET purpose = 'everything'",
        "UPDATE data_keys SET purpose = 'records', state = 'lost'",
        "UPDATE data_keys SET state = 'current', reserved_uses = -1",
    ] {
        let tx = world.store.begin(Scope::Platform("test"), "test").await.unwrap();
        tx.connection().execute_raw(tx.statement(damage, [])).await.unwrap();
        tx.commit().await.unwrap();
        let refused = shelf.get(id).await.unwrap_err();
        assert!(matches!(refused, Error::CorruptKey(bad) if bad == id), "{refused}");
    }
}

const TEXT: Column = Column::new("sealed_notes", "text");
const OPENING: Opening = Opening { who: Who::Platform("test"), why: "test" };

async fn keyring(world: &World, kms: &testkit::KmsEmulator) -> Keyring {
    let realm = Realm { environment: "test".to_owned(), service: "store".to_owned() };
    let shelf = Arc::new(DataKeys::new(world.store.clone()));
    Keyring::new(realm, kms.open().await, shelf, Arc::new(FixedClock::here()), Limits::default())
}

/// The whole way: work meets a cold key, its transaction rolls back, the key is made, the work is done again.
async fn a_sealed_column_opens_after_a_restart(world: World) {
    let (kms, id) = (testkit::kms().await, Uuid::now_v7());
    let keys = keyring(&world, &kms).await;
    let write = || async {
        let tx = world.begin(world.ours).await;
        let text = keys.seal_text(world.ours, &TEXT.at(id), &Personal::new("山田花子".to_owned()))?;
        let row = sealed_note::ActiveModel {
            id: Set(id),
            organisation_id: Set(world.ours.uuid()),
            text: Set(text.into()),
        };
        let written = sealed_note::Entity::insert(row).exec_without_returning(tx.connection()).await;
        written.map_err(|why| Fault::from(store::Error::from(why)))?;
        Ok(tx.commit().await?)
    };
    keys.with_keys(write).await.unwrap();

    let keys = keyring(&world, &kms).await;
    let read = || async {
        let tx = world.store.read(clinic(world.ours), "test").await?;
        let row = tx.find::<sealed_note::Entity>().one(tx.connection()).await.unwrap().unwrap();
        let text = row.text.clone().sealed();
        assert!(!text.as_bytes().windows(6).any(|part| part == "山田".as_bytes()));
        Ok(keys.open_text(world.ours, &TEXT.at(row.id), &text, &OPENING)?)
    };
    assert_eq!(keys.with_keys(read).await.unwrap().expose(), "山田花子");
    let malformed = SealedColumn::from(Sealed::stored(vec![1, 2]));
    let refused = keys.open_text(world.ours, &TEXT.at(id), &malformed.sealed(), &OPENING).unwrap_err();
    assert_eq!(Fault::from(refused).reason(), "SEALED_CORRUPT");
}

async fn requests_cannot_read_the_shelf(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    shelf.put(&key(world.ours, Purpose::Records), None).await.unwrap();
    for sql in ["SELECT * FROM data_keys", "UPDATE data_keys SET reserved_uses = 0", "DELETE FROM data_keys"]
    {
        let tx = world.begin(world.ours).await;
        if tx.is_postgres() {
            let refused = tx.connection().execute_unprepared(sql).await.unwrap_err();
            assert!(refused.to_string().contains("permission denied"), "{sql}: {refused}");
        }
    }
    let tx = world.store.read(Scope::Platform("test"), "test").await.unwrap();
    assert_eq!(count(&tx, "data_keys").await, 1);
}

async fn a_broken_database_is_no_missing_key(world: World) {
    let shelf = DataKeys::new(world.store.clone());
    world.store.clone().close().await.unwrap();
    let refused = shelf.current(world.ours, Purpose::Records).await.unwrap_err();
    assert_eq!(Fault::from(refused).reason(), "KEY_UNAVAILABLE");
}
