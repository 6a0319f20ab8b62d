//! Keys as operations sees them, under an emulator of the KMS.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failure in here is the test's failure"
)]

use std::sync::Arc;

use custody::Custody;
use envelope::{Keyring, Limits, Purpose, Realm};
use fault::Fault;
use identity::{OrganisationKind, Role};
use ids::OrganisationId;
use proto::keys::v1::{
    self as pb, KmsState, ListKeysRequest, ListKeysResponse, keys_service_server::KeysService as _,
};
use testkit::{FixedClock, KmsEmulator, MemoryShelf, VersionState};
use tonic::Request;
use uuid::Uuid;

struct World {
    kms: KmsEmulator,
    keys: Keyring,
    custody: Custody,
}

impl World {
    async fn start() -> Self {
        let (kms, shelf) = (testkit::kms().await, Arc::new(MemoryShelf::default()));
        let realm = Realm { environment: "test".to_owned(), service: "claims".to_owned() };
        let clock = Arc::new(FixedClock::at("2026-11-23T00:00:00Z"));
        let keys = Keyring::new(realm, kms.open().await, shelf, clock, Limits::default());
        Self { kms, custody: Custody::new(keys.clone()), keys }
    }

    async fn list(&self, role: Role, limit: i32, cursor: &str) -> Result<ListKeysResponse, Fault> {
        let mut request = Request::new(ListKeysRequest { limit, cursor: cursor.to_owned() });
        request.extensions_mut().insert(testkit::actor(OrganisationKind::Operator, role));
        self.custody.list_keys(request).await.map(tonic::Response::into_inner).map_err(Fault::from)
    }
}

#[tokio::test]
async fn operations_sees_whose_keys_there_are_and_how_the_kms_stands() {
    let world = World::start().await;
    let insurer = OrganisationId::generate();
    world.keys.warm(insurer, Purpose::Records).await.unwrap();
    world.keys.rotate(insurer, Purpose::Records).await.unwrap();
    world.keys.warm(envelope::platform(), Purpose::Secrets).await.unwrap();
    let keys = world.list(Role::Operations, 0, "").await.unwrap().keys;
    let seen: Vec<_> =
        keys.iter().map(|key| (key.organisation_id.as_str(), key.purpose(), key.state())).collect();
    let (insurer, platform) = (insurer.to_string(), Uuid::nil().to_string());
    assert_eq!(
        seen,
        [
            (insurer.as_str(), pb::Purpose::Records, pb::KeyState::Retired),
            (insurer.as_str(), pb::Purpose::Records, pb::KeyState::Current),
            (platform.as_str(), pb::Purpose::Secrets, pb::KeyState::Current),
        ]
    );
    assert!(
        keys.iter().all(
            |key| key.kms_state() == KmsState::Enabled && key.kms_version.rsplit('/').next() == Some("1")
        )
    );
    assert!(keys.iter().all(|key| key.uses > 0), "{keys:?}");
    let made = keys[0].created_at.unwrap();
    assert_eq!(made.seconds, 1_795_392_000);
}

#[tokio::test]
async fn a_key_of_the_kms_that_is_disabled_or_gone_is_told() {
    let world = World::start().await;
    world.keys.warm(OrganisationId::generate(), Purpose::Records).await.unwrap();
    let name = world.kms.keys().remove(0);
    for (state, told) in
        [(VersionState::Disabled, KmsState::Disabled), (VersionState::Destroyed, KmsState::Destroyed)]
    {
        world.kms.set_state(&name, state);
        assert_eq!(world.list(Role::Operations, 0, "").await.unwrap().keys[0].kms_state(), told);
    }
}

#[tokio::test]
async fn without_the_kms_what_the_database_knows_is_told() {
    let World { kms, keys, custody } = World::start().await;
    keys.warm(OrganisationId::generate(), Purpose::Documents).await.unwrap();
    let world = World { kms: testkit::kms().await, keys, custody };
    drop(kms);
    let told = world.list(Role::Operations, 0, "").await.unwrap().keys;
    assert_eq!((told.len(), told[0].kms_state()), (1, KmsState::Unspecified));
}

#[tokio::test]
async fn pages_are_whole_and_each_key_is_on_one() {
    let world = World::start().await;
    for _ in 0..5 {
        world.keys.warm(OrganisationId::generate(), Purpose::Records).await.unwrap();
    }
    let (mut seen, mut cursor) = (vec![], String::new());
    loop {
        let page = world.list(Role::Operations, 2, &cursor).await.unwrap();
        assert!(page.keys.len() <= 2);
        seen.extend(page.keys.into_iter().map(|key| key.id));
        cursor = page.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (5, &sorted), "oldest first, each once");
    assert_eq!(world.list(Role::Operations, 0, "%%").await.unwrap_err().reason(), "PAGE_INVALID");
}

#[tokio::test]
async fn only_operations_sees_keys() {
    let world = World::start().await;
    for role in [Role::Administrator, Role::Support, Role::Viewer] {
        assert_eq!(world.list(role, 0, "").await.unwrap_err().reason(), "NOT_PERMITTED", "{role:?}");
    }
    let nobody = world.custody.list_keys(Request::new(ListKeysRequest::default())).await;
    assert_eq!(Fault::from(nobody.unwrap_err()).reason(), "ACTOR_MISSING");
}
