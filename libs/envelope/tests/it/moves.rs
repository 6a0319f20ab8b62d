//! Every move of a sealed value is refused: to another row, column, table, organisation, key, service or environment.

use envelope::{Column, Error, Place, Purpose, Sealed};
use ids::OrganisationId;
use uuid::Uuid;

use crate::world::{NAME, OPENING, World, corrupt, limits, place};

#[tokio::test]
async fn a_value_opens_where_it_was_sealed() {
    let world = World::start().await;
    let place = place();
    for plain in [&b""[..], "山田花子".as_bytes(), &[0; 70_000]] {
        let sealed = world.seal(&place, plain).await;
        assert_eq!(*world.open(&place, &sealed).unwrap(), plain);
        let stored = Sealed::parse(sealed.clone().into_bytes()).unwrap();
        assert_eq!(*world.open(&place, &stored).unwrap(), plain);
        assert_ne!(world.seal(&place, plain).await, sealed, "the same value twice looks the same");
    }
}

#[tokio::test]
async fn another_row_column_or_table_is_refused() {
    let world = World::start().await;
    let row = Uuid::now_v7();
    let sealed = world.seal(&NAME.at(row), b"neko").await;
    let moves: [Place; 5] = [
        NAME.at(Uuid::now_v7()),
        Column::new("policies", "pet_name").at(row),
        Column::new("claims", "owner_name").at(row),
        Column::new("policieso", "wner_name").at(row),
        Column::new("", "policiesowner_name").at(row),
    ];
    for elsewhere in moves {
        assert!(corrupt(world.open(&elsewhere, &sealed)), "{elsewhere}");
    }
}

#[tokio::test]
async fn another_organisation_is_refused() {
    let world = World::start().await;
    let (place, theirs) = (place(), OrganisationId::generate());
    let sealed = world.seal(&place, b"neko").await;
    world.keys.warm(theirs, Purpose::Records).await.unwrap();
    assert!(corrupt(world.keys.open(theirs, &place, &sealed, &OPENING)));
}

/// Both keys are warm and the organisation's own: the value that names the other one does not open.
#[tokio::test]
async fn another_key_is_refused() {
    let world = World::start().await;
    let place = place();
    let sealed = world.seal(&place, b"neko").await;
    world.keys.warm(world.owner, Purpose::Secrets).await.unwrap();
    let secret = world.keys.seal(world.owner, Purpose::Secrets, &place, b"inu").unwrap();
    let (ours, theirs) = (sealed.as_bytes(), secret.as_bytes());
    // The id alone, then the id with the commitment that belongs to it.
    for until in [17, 49] {
        let moved = [&theirs[..until], &ours[until..]].concat();
        assert!(corrupt(world.open(&place, &Sealed::parse(moved).unwrap())), "{until}");
    }
}

/// The same rows under the same KMS key, read as another environment or service: the KMS does not give the key back.
#[tokio::test]
async fn another_environment_or_service_is_refused() {
    let world = World::start().await;
    let sealed = world.seal(&place(), b"neko").await;
    for (environment, service) in [("production", "claims"), ("test", "labels"), ("testc", "laims")] {
        let elsewhere = world.another(environment, service, limits()).await;
        let refused = elsewhere.warm_keys(sealed.key()).await.unwrap_err();
        let refusal = matches!(&refused, Error::Kms { cause: envelope::kms::Error::Corrupt(_), .. });
        assert!(refusal, "{environment} {service}: {refused}");
    }
    let here = world.another("test", "claims", limits()).await;
    here.warm_keys(sealed.key()).await.unwrap();
}

/// A wrapped key under another row's id is another key.
#[tokio::test]
async fn a_wrapped_key_moved_to_another_row_of_the_shelf_is_refused() {
    let world = World::start().await;
    let sealed = world.seal(&place(), b"neko").await;
    let mut row = world.shelf.keys()[0].clone();
    row.id = envelope::KeyId::generate();
    world.shelf.insert(row.clone());
    let refused = world.another("test", "claims", limits()).await.warm_keys([row.id]).await.unwrap_err();
    assert!(matches!(refused, Error::Kms { .. }), "{refused}");
    assert_ne!(sealed.key(), Some(row.id));
}
