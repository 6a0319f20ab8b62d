//! Blind indexes find what was spelt otherwise, and nothing of another field, organisation or service.

use envelope::{Field, Index, Purpose};
use ids::OrganisationId;

use crate::world::{World, limits};

const PET: Field = Field::name("pet_name");
const OWNER: Field = Field::name("owner_surname");
const POLICY: Field = Field::number("policy_number");
const PHONE: Field = Field::phone("owner_phone");

async fn index(world: &World, owner: OrganisationId) -> Index {
    world.keys.warm(owner, Purpose::Indexes).await.unwrap();
    world.keys.index(owner).unwrap()
}

#[tokio::test]
async fn every_spelling_of_a_name_finds_it() {
    let world = World::start().await;
    let index = index(&world, world.owner).await;
    let stored = index.token(PET, "コムギ").unwrap();
    for spelling in ["ｺﾑｷﾞ", "こむぎ", "コムギ", "コ ム ギ"] {
        assert_eq!(index.tokens(PET, spelling), [stored], "{spelling}");
    }
    assert_ne!(index.token(PET, "こむぎこ"), Some(stored));
}

#[tokio::test]
async fn the_beginning_of_a_name_and_the_end_of_a_number_find_it() {
    let world = World::start().await;
    let index = index(&world, world.owner).await;
    assert_eq!(index.token(PET.first_two(), "コムギ"), index.token(PET.first_two(), "こむ"));
    assert_eq!(index.token(POLICY.last_four(), "AB-1234-5678"), index.token(POLICY.last_four(), "５６７８"));
    assert_eq!(index.token(PHONE, "+81 90-1234-5678"), index.token(PHONE, "０９０１２３４５６７８"));
    assert_eq!(index.token(PHONE.last_four(), "090-1234-5678"), index.token(PHONE.last_four(), "5678"));
}

#[tokio::test]
async fn too_little_makes_no_token() {
    let world = World::start().await;
    let index = index(&world, world.owner).await;
    for (field, text) in
        [(PET, ""), (PET, " 　"), (PET.first_two(), "こ"), (POLICY.last_four(), "12-3"), (PHONE, "なし")]
    {
        assert_eq!(index.token(field, text), None, "{text}");
        assert!(index.tokens(field, text).is_empty());
    }
}

#[tokio::test]
async fn a_token_is_of_one_field_part_organisation_and_service() {
    let world = World::start().await;
    let ours = index(&world, world.owner).await;
    let theirs = index(&world, OrganisationId::generate()).await;
    let labels = world.another("test", "labels", limits()).await;
    let other_owner = OrganisationId::generate();
    labels.warm(other_owner, Purpose::Indexes).await.unwrap();
    let tokens = [
        ours.token(PET, "はな"),
        ours.token(OWNER, "はな"),
        ours.token(Field::number("pet_name"), "ab"),
        theirs.token(PET, "はな"),
        labels.index(other_owner).unwrap().token(PET, "はな"),
    ];
    let distinct: std::collections::BTreeSet<_> = tokens.iter().collect();
    assert_eq!(distinct.len(), tokens.len());
    // Parts differ in more than their length.
    assert_ne!(
        ours.token(PET, "はな").unwrap().number() >> 12,
        ours.token(PET.first_two(), "はな").unwrap().number()
    );
}

/// ADR 12: the fewer there are to tell apart, the fewer bits.
#[tokio::test]
async fn tokens_are_truncated() {
    let world = World::start().await;
    let index = index(&world, world.owner).await;
    let highest = |field: Field| {
        (0..2_000).map(|count| index.token(field, &format!("{count:04}")).unwrap().number()).max().unwrap()
    };
    assert!(highest(POLICY) > 1 << 31 && highest(POLICY) < 1 << 32);
    assert!(highest(PET.first_two()) < 1 << 20);
    let ends = highest(POLICY.last_four());
    assert!(ends > 1 << 15 && ends < 1 << 16);
}

/// What is counted by a digest alone must not meet anything else, and nobody without the key can make one.
#[tokio::test]
async fn a_digest_is_whole_keyed_and_begins_like_no_token() {
    const ADDRESS: Field = Field::address("email");
    let world = World::start().await;
    let ours = index(&world, world.owner).await;
    let theirs = index(&world, OrganisationId::generate()).await;
    let digest = ours.digest(ADDRESS, "Tanaka@Clinic.example").unwrap();
    assert_eq!(ours.digest(ADDRESS, "ｔａｎａｋａ@clinic.example"), Some(digest));
    assert_ne!(theirs.digest(ADDRESS, "tanaka@clinic.example"), Some(digest));
    assert_ne!(ours.digest(Field::address("other"), "tanaka@clinic.example"), Some(digest));
    let token = ours.token(ADDRESS, "tanaka@clinic.example").unwrap().number();
    assert_ne!(i64::from(u32::from_be_bytes(*digest.first_chunk().unwrap())), token);
    assert_eq!(ours.digest(ADDRESS, " "), None);
}

/// The older key of an index is over sooner than the new one: warming looks at both.
#[tokio::test]
async fn an_index_that_changes_its_key_is_warmed_as_a_whole() {
    let world = World::start().await;
    let before = index(&world, world.owner).await.tokens(PET, "はな");
    world.pass(std::time::Duration::from_secs(3 * 60));
    world.keys.rotate(world.owner, Purpose::Indexes).await.unwrap();
    world.pass(std::time::Duration::from_secs(2 * 60 + 1));
    let after = index(&world, world.owner).await.tokens(PET, "はな");
    assert!(after.len() == 2 && after.ends_with(&before), "{after:?}");
}
