//! F13: whatever a KMS does wrong is noticed, after at most three tries, and nothing is sealed under an unsure key.

use std::{sync::Arc, time::Duration};

use envelope::{
    Error, Kms, Purpose,
    kms::{self, Google, KmsState, Profile},
};
use fault::{Fault, Kind};
use ids::OrganisationId;
use testkit::{KmsFault, VersionState};

use crate::world::{World, keyring, limits, place, realm};

const FOR_EVER: usize = usize::MAX;
const DAMAGE: [KmsFault; 8] = [
    KmsFault::FlipRequest,
    KmsFault::FlipBound,
    KmsFault::FlipCiphertext,
    KmsFault::FlipPlaintext,
    KmsFault::FlipSum,
    KmsFault::NoSum,
    KmsFault::Unverified,
    KmsFault::UnverifiedBound,
];

/// Some faults are of one direction only.
fn touches(fault: KmsFault, wrapping: bool) -> bool {
    match fault {
        KmsFault::FlipPlaintext => !wrapping,
        KmsFault::FlipCiphertext | KmsFault::Unverified | KmsFault::UnverifiedBound | KmsFault::WrongName => {
            wrapping
        }
        _ => true,
    }
}

#[tokio::test]
async fn a_damaged_answer_or_request_is_refused_in_both_directions() {
    let emulator = testkit::kms().await;
    let kms = emulator.open().await;
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    let wrapped = kms.wrap(&key, b"here", &[7; 32]).await.unwrap();
    for fault in DAMAGE {
        emulator.fail(fault, FOR_EVER);
        if touches(fault, true) {
            let refused = kms.wrap(&key, b"here", &[7; 32]).await.unwrap_err();
            assert!(matches!(refused, kms::Error::Corrupt(_)), "{fault:?}: {refused}");
        }
        if touches(fault, false) {
            let refused = kms.unwrap(&key, b"here", &wrapped.bytes).await.unwrap_err();
            assert!(matches!(refused, kms::Error::Corrupt(_)), "{fault:?}: {refused}");
        }
        emulator.heal();
    }
    kms.unwrap(&key, b"here", &wrapped.bytes).await.unwrap();
}

#[tokio::test]
async fn damage_on_the_way_back_is_tried_again_three_times_at_most() {
    let emulator = testkit::kms().await;
    let kms = emulator.open().await;
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    for fault in [KmsFault::FlipCiphertext, KmsFault::FlipSum, KmsFault::NoSum, KmsFault::Unverified] {
        emulator.fail(fault, 2);
        let before = emulator.calls("encrypt");
        kms.wrap(&key, b"here", &[7; 32]).await.unwrap();
        assert_eq!(emulator.calls("encrypt") - before, 3, "{fault:?}");
    }
}

#[tokio::test]
async fn trouble_that_passes_is_tried_three_times_at_most() {
    let emulator = testkit::kms().await;
    let kms = emulator.open().await;
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    for fault in [429, 500, 502, 503, 504].map(KmsFault::Status).into_iter().chain([KmsFault::Garbage]) {
        emulator.fail(fault, 2);
        kms.wrap(&key, b"here", &[7; 32]).await.unwrap();
        emulator.fail(fault, FOR_EVER);
        let before = emulator.calls("encrypt");
        let refused = kms.wrap(&key, b"here", &[7; 32]).await.unwrap_err();
        assert!(matches!(refused, kms::Error::Unavailable(_)), "{fault:?}: {refused}");
        assert_eq!(emulator.calls("encrypt") - before, 3, "{fault:?}");
        emulator.heal();
    }
}

#[tokio::test]
async fn what_does_not_pass_is_tried_once() {
    let emulator = testkit::kms().await;
    let kms = emulator.open().await;
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    for (fault, code) in [(KmsFault::Status(403), "403"), (KmsFault::WrongName, "name")] {
        emulator.fail(fault, FOR_EVER);
        let before = emulator.calls("encrypt");
        kms.wrap(&key, b"here", &[7; 32]).await.unwrap_err();
        assert_eq!(emulator.calls("encrypt") - before, 1, "{code}");
    }
}

#[tokio::test]
async fn an_answer_about_another_key_is_refused() {
    let emulator = testkit::kms().await;
    let kms = emulator.open().await;
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    emulator.fail(KmsFault::WrongName, FOR_EVER);
    assert_eq!(kms.wrap(&key, b"here", &[7; 32]).await.unwrap_err(), kms::Error::WrongKey);
}

/// A KMS that hangs, or one that is not there: the caller hears of it in bounded time.
#[tokio::test]
async fn silence_ends_by_itself() {
    let emulator = testkit::kms().await;
    let mut config = emulator.config();
    (config.attempt, config.total) = (Duration::from_millis(200), Duration::from_secs(2));
    let kms = Google::connect(&config, Profile::Development).await.unwrap();
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    emulator.fail(KmsFault::Hang, FOR_EVER);
    let refused = kms.wrap(&key, b"here", &[7; 32]).await.unwrap_err();
    assert!(matches!(refused, kms::Error::Unavailable(_)), "{refused}");
    assert_eq!(emulator.calls("encrypt"), 3);
    drop(emulator);
    let refused = kms.wrap(&key, b"here", &[7; 32]).await.unwrap_err();
    assert!(matches!(refused, kms::Error::Unavailable(_)), "{refused}");
}

/// The total counts, however long one try may take.
#[tokio::test]
async fn all_tries_together_end_in_time() {
    let emulator = testkit::kms().await;
    let mut config = emulator.config();
    (config.attempt, config.total) = (Duration::from_secs(600), Duration::from_millis(300));
    let kms = Google::connect(&config, Profile::Development).await.unwrap();
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    emulator.fail(KmsFault::Hang, FOR_EVER);
    assert!(matches!(kms.wrap(&key, b"here", &[7; 32]).await, Err(kms::Error::Unavailable(_))));
    assert_eq!(emulator.calls("encrypt"), 1);
}

/// The client's own retries take an unknown authority for a passing trouble; ours end.
#[tokio::test]
async fn an_unknown_authority_is_refused_and_does_not_hang() {
    let server = testkit::Untrusted::start(&testkit::pki().edge).await;
    let mut config = testkit::kms().await.config();
    config.endpoint = Some(server.endpoint().to_owned());
    let kms = Google::connect(&config, Profile::Development).await.unwrap();
    let refused = kms.ensure(OrganisationId::generate()).await.unwrap_err();
    assert!(matches!(refused, kms::Error::Unavailable(_)), "{refused}");
    assert!((1..=3).contains(&server.handshakes()), "{}", server.handshakes());
}

#[tokio::test]
async fn production_talks_to_google_alone() {
    let emulator = testkit::kms().await;
    let refused = Google::connect(&emulator.config(), Profile::Production).await.unwrap_err();
    assert!(matches!(refused, kms::Error::Broken(_)), "{refused}");
}

/// Sums agree, names agree, and still it is another key: the commitment on the shelf knows.
#[tokio::test]
async fn a_plain_key_that_is_another_is_refused() {
    let world = World::start().await;
    let (place, owner) = (place(), world.owner);
    let sealed = world.seal(&place, b"neko").await;
    let other = world.another("test", "claims", limits()).await;
    world.kms.fail(KmsFault::AnotherKey, FOR_EVER);
    let refused = other.warm_keys(sealed.key()).await.unwrap_err();
    assert!(matches!(refused, Error::WrongKey(id) if Some(id) == sealed.key()), "{refused}");
    assert_eq!(Fault::from(refused).reason(), "KEY_WRONG");
    let refused = other.warm(owner, Purpose::Secrets).await.unwrap_err();
    assert!(matches!(refused, Error::WrongKey(_)), "{refused}");
    assert_eq!(world.shelf.keys().len(), 1, "a key that cannot come back was put on the shelf");
}

#[tokio::test]
async fn a_disabled_or_destroyed_key_is_a_refusal_that_names_it() {
    for (state, shown, reason) in [
        (VersionState::Disabled, KmsState::Disabled, "KEY_DISABLED"),
        (VersionState::DestroyScheduled, KmsState::DestroyScheduled, "ORGANISATION_ERASED"),
        (VersionState::Destroyed, KmsState::Destroyed, "ORGANISATION_ERASED"),
    ] {
        let world = World::start().await;
        let sealed = world.seal(&place(), b"neko").await;
        world.kms.set_state(world.shelf.keys()[0].kms_key.as_str(), state);
        let other = world.another("test", "claims", limits()).await;
        for refused in [
            other.warm_keys(sealed.key()).await.unwrap_err(),
            other.warm(world.owner, Purpose::Records).await.unwrap_err(),
            other.warm(world.owner, Purpose::Documents).await.unwrap_err(),
        ] {
            let named = matches!(&refused, Error::Kms { owner, cause: kms::Error::Refused(named) }
                if *owner == world.owner && *named == shown);
            assert!(named, "{refused}");
            let fault = Fault::from(refused);
            assert_eq!((fault.kind(), fault.reason()), (Kind::Refused, reason));
            assert!(fault.words().contains(&world.owner.to_string()));
        }
    }
}

#[tokio::test]
async fn without_a_kms_nothing_is_sealed_and_nothing_is_put_on_the_shelf() {
    let world = World::start().await;
    world.kms.fail(KmsFault::Status(503), FOR_EVER);
    let refused = world.keys.warm(world.owner, Purpose::Records).await.unwrap_err();
    let fault = Fault::from(refused);
    assert_eq!((fault.kind(), fault.reason()), (Kind::Unavailable, "KEY_UNAVAILABLE"));
    assert!(fault.delay().is_some());
    let refused = world.keys.seal(world.owner, Purpose::Records, &place(), b"neko").unwrap_err();
    assert!(matches!(refused, Error::Cold(_)), "{refused}");
    assert!(world.shelf.keys().is_empty());
}

/// A row of the shelf that was tampered with.
#[tokio::test]
async fn a_tampered_shelf_is_noticed() {
    let world = World::start().await;
    let sealed = world.seal(&place(), b"neko").await;
    let id = sealed.key().unwrap();
    let theirs = world.kms.open().await.ensure(OrganisationId::generate()).await.unwrap();
    let row = world.shelf.keys()[0].clone();
    let changes: [&dyn Fn(&mut envelope::WrappedKey); 6] = [
        &|row| row.wrapped[20] ^= 1,
        &|row| row.wrapped.truncate(10),
        &|row| row.commitment[0] ^= 1,
        &|row| row.owner = OrganisationId::generate(),
        &|row| row.purpose = Purpose::Secrets,
        &|row| row.kms_key = theirs.clone(),
    ];
    for change in changes {
        world.shelf.tamper(id, change);
        let other = world.another("test", "claims", limits()).await;
        let refused = Fault::from(other.warm_keys([id]).await.unwrap_err());
        assert!(["KEY_CORRUPT", "KEY_WRONG", "KEY_DESTROYED"].contains(&refused.reason()), "{refused:?}");
        world.shelf.insert(row.clone());
    }
    let fresh: Arc<dyn Kms> = world.kms.open().await;
    let other = keyring(realm("test", "claims"), fresh, &world.shelf, &world.clock, limits());
    other.warm_keys([id]).await.unwrap();
}
