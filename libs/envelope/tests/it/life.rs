//! Status, wrapping anew, discarding and erasure.

use envelope::{Error, KeyState, Purpose, kms};
use fault::{Fault, Kind};
use ids::OrganisationId;

use crate::world::{OPENING, World, limits, place};

#[tokio::test]
async fn status_shows_age_uses_and_versions() {
    let world = World::start().await;
    world.seal(&place(), b"neko").await;
    let [status] = &world.keys.status(None, 10).await.unwrap()[..] else { panic!("one key") };
    assert_eq!(
        (status.owner, status.purpose, status.state),
        (world.owner, Purpose::Records, KeyState::Current)
    );
    assert_eq!((status.uses, status.kms_version.as_str()), (limits().block, "1"));
    assert_eq!(world.keys.standing(world.owner).await.unwrap().primary.as_deref(), Some("1"));
    assert!(world.keys.status(Some(status.id), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn wrapping_anew_moves_keys_to_the_new_version_and_can_be_interrupted() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    world
        .keys
        .warm_all([Purpose::Documents, Purpose::Secrets].map(|purpose| (world.owner, purpose)))
        .await
        .unwrap();
    assert_eq!(world.keys.rotate_kms(world.owner).await.unwrap(), "2");
    let first = world.keys.rewrap(None, 2).await.unwrap();
    assert_eq!((first.seen, first.changed), (2, 2));
    let rest = world.another("test", "claims", limits()).await.rewrap(first.next, 2).await.unwrap();
    assert_eq!((rest.seen, rest.changed, rest.next), (1, 1, None));
    assert_eq!(world.keys.rewrap(None, 10).await.unwrap().changed, 0, "nothing is wrapped twice");
    assert!(world.shelf.keys().iter().all(|key| key.kms_version == "2"));
    let other = world.another("test", "claims", limits()).await;
    other.warm_keys(sealed.key()).await.unwrap();
    assert_eq!(*other.open(world.owner, &place, &sealed, &OPENING).unwrap(), b"neko");
}

#[tokio::test]
async fn a_discarded_key_is_gone_and_the_current_one_stays() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    let id = sealed.key().unwrap();
    assert!(!world.keys.discard(id).await.unwrap(), "the current key was discarded");
    world.keys.rotate(world.owner, Purpose::Records).await.unwrap();
    assert!(world.keys.discard(id).await.unwrap());
    let refused = world.keys.with_keys(|| async { Ok(world.open(&place, &sealed)?) }).await.unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Refused, "KEY_DESTROYED"));
    let row = world.shelf.keys().into_iter().find(|key| key.id == id).unwrap();
    assert!(row.wrapped.is_empty() && row.state == KeyState::Discarded);
    assert_eq!(world.keys.rewrap(None, 10).await.unwrap().changed, 0);
}

#[tokio::test]
async fn erasure_ends_one_organisation_and_no_other() {
    let world = World::start().await;
    let (place, theirs) = (place(), OrganisationId::generate());
    let sealed = world.seal(&place, b"neko").await;
    world.keys.warm(theirs, Purpose::Records).await.unwrap();
    let kept = world.keys.seal(theirs, Purpose::Records, &place, b"inu").unwrap();
    let destruction = world.keys.erase(world.owner).await.unwrap();
    assert_eq!(destruction.gone_by.unwrap().to_rfc3339(), "2027-01-02T03:04:05+00:00");
    let refused = world.keys.with_keys(|| async { Ok(world.open(&place, &sealed)?) }).await.unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Refused, "ORGANISATION_ERASED"));
    let refused = world.keys.warm(world.owner, Purpose::Records).await.unwrap_err();
    assert_eq!(Fault::from(refused).reason(), "ORGANISATION_ERASED");
    assert_eq!(*world.keys.open(theirs, &place, &kept, &OPENING).unwrap(), b"inu");
    assert_eq!(world.keys.rewrap(None, 10).await.unwrap().changed, 0, "an erased key holds nobody up");
    assert!(matches!(
        world.keys.rotate_kms(world.owner).await,
        Err(Error::Kms { cause: kms::Error::Refused(_), .. })
    ));
}
