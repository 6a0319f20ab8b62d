//! What every KMS does alike: one suite, run on Google's own client and on the local one.

use envelope::{
    Kms,
    kms::{Error, KmsState},
};
use ids::OrganisationId;

use crate::world::local;

macro_rules! on_every_kms {
    ($($rule:ident),+ $(,)?) => {
        mod google {
            $(#[tokio::test] async fn $rule() {
                let emulator = testkit::kms().await;
                super::$rule(&*emulator.open().await).await;
            })+
        }
        mod local {
            $(#[tokio::test] async fn $rule() {
                let (kms, _folder) = super::local().await;
                super::$rule(&kms).await;
            })+
        }
    };
}

on_every_kms!(
    what_is_wrapped_comes_back,
    a_key_is_made_once,
    what_is_bound_must_agree,
    another_organisations_key_does_not_unwrap,
    damage_is_refused,
    an_older_version_goes_on_unwrapping,
    a_destroyed_key_never_comes_back,
    a_missing_key_is_refused,
);

const PLAIN: [u8; 32] = [7; 32];

async fn what_is_wrapped_comes_back(kms: &dyn Kms) {
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    let wrapped = kms.wrap(&key, b"here", &PLAIN).await.unwrap();
    assert!(!wrapped.bytes.windows(8).any(|part| part == &PLAIN[..8]));
    assert_eq!(*kms.unwrap(&key, b"here", &wrapped.bytes).await.unwrap(), PLAIN);
    let again = kms.wrap(&key, b"here", &PLAIN).await.unwrap();
    assert_ne!(again.bytes, wrapped.bytes);
}

async fn a_key_is_made_once(kms: &dyn Kms) {
    let owner = OrganisationId::generate();
    let names = futures::future::join_all((0..8).map(|_| kms.ensure(owner))).await;
    for name in names {
        assert_eq!(name.unwrap(), kms.name(owner));
    }
    let standing = kms.state(&kms.name(owner)).await.unwrap();
    assert_eq!((standing.state, standing.primary.as_deref()), (KmsState::Enabled, Some("1")));
}

async fn what_is_bound_must_agree(kms: &dyn Kms) {
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    let wrapped = kms.wrap(&key, b"here", &PLAIN).await.unwrap();
    for elsewhere in [&b""[..], b"her", b"here ", b"there"] {
        let refused = kms.unwrap(&key, elsewhere, &wrapped.bytes).await.unwrap_err();
        assert!(matches!(refused, Error::Corrupt(_)), "{refused}");
    }
}

async fn another_organisations_key_does_not_unwrap(kms: &dyn Kms) {
    let ours = kms.ensure(OrganisationId::generate()).await.unwrap();
    let theirs = kms.ensure(OrganisationId::generate()).await.unwrap();
    let wrapped = kms.wrap(&ours, b"here", &PLAIN).await.unwrap();
    assert!(matches!(kms.unwrap(&theirs, b"here", &wrapped.bytes).await, Err(Error::Corrupt(_))));
}

async fn damage_is_refused(kms: &dyn Kms) {
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    let wrapped = kms.wrap(&key, b"here", &PLAIN).await.unwrap().bytes;
    for at in 0..wrapped.len() {
        let mut damaged = wrapped.clone();
        damaged[at] ^= 1;
        assert!(matches!(kms.unwrap(&key, b"here", &damaged).await, Err(Error::Corrupt(_))), "byte {at}");
    }
    for length in [0, 3, 15, wrapped.len() - 1] {
        assert!(matches!(kms.unwrap(&key, b"here", &wrapped[..length]).await, Err(Error::Corrupt(_))));
    }
}

async fn an_older_version_goes_on_unwrapping(kms: &dyn Kms) {
    let key = kms.ensure(OrganisationId::generate()).await.unwrap();
    let old = kms.wrap(&key, b"here", &PLAIN).await.unwrap();
    assert_eq!(kms.rotate(&key).await.unwrap(), "2");
    let new = kms.wrap(&key, b"here", &PLAIN).await.unwrap();
    assert_eq!((old.version.as_str(), new.version.as_str()), ("1", "2"));
    for wrapped in [old, new] {
        assert_eq!(*kms.unwrap(&key, b"here", &wrapped.bytes).await.unwrap(), PLAIN);
    }
    assert_eq!(kms.state(&key).await.unwrap().primary.as_deref(), Some("2"));
}

async fn a_destroyed_key_never_comes_back(kms: &dyn Kms) {
    let owner = OrganisationId::generate();
    let key = kms.ensure(owner).await.unwrap();
    kms.rotate(&key).await.unwrap();
    let wrapped = kms.wrap(&key, b"here", &PLAIN).await.unwrap();
    assert!(kms.destroy(&key).await.unwrap().gone_by.is_some());
    let gone = |state| matches!(state, Error::Refused(KmsState::Destroyed | KmsState::DestroyScheduled));
    assert!(gone(kms.unwrap(&key, b"here", &wrapped.bytes).await.unwrap_err()));
    assert!(gone(kms.wrap(&key, b"here", &PLAIN).await.unwrap_err()));
    assert!(gone(kms.ensure(owner).await.unwrap_err()));
    assert!(gone(kms.rotate(&key).await.unwrap_err()));
    kms.destroy(&key).await.unwrap();
    assert!(gone(Error::Refused(kms.state(&key).await.unwrap().state)));
}

async fn a_missing_key_is_refused(kms: &dyn Kms) {
    let key = kms.name(OrganisationId::generate());
    assert_eq!(kms.state(&key).await.unwrap().state, KmsState::Missing);
    assert_eq!(kms.wrap(&key, b"", &PLAIN).await.unwrap_err(), Error::Refused(KmsState::Missing));
    assert_eq!(kms.unwrap(&key, b"", &[0; 64]).await.unwrap_err(), Error::Refused(KmsState::Missing));
    assert_eq!(kms.rotate(&key).await.unwrap_err(), Error::Refused(KmsState::Missing));
    assert_eq!(kms.destroy(&key).await.unwrap().gone_by, None);
}
