//! Policies are found by a blind index of their numbers: what it finds is compared, and nobody's index is touched who has
//! no contract.

use chrono::TimeDelta;
use envelope::{Kms as _, Purpose, kms};
use futures::future::join_all;
use proto::claims::v1 as pb;
use store::Scope;
use testkit::Engine;

use crate::{
    both,
    world::{World, clinic, insurer, reason, request_id},
};

both!(
    of_fifty_who_register_a_number_at_once_one_has_it,
    two_numbers_with_one_token_are_two_policies,
    an_insurer_that_was_erased_does_not_end_the_look_ups_of_others,
    a_number_is_found_once_under_an_index_that_has_changed_its_key,
    hyphens_alone_are_no_number,
);

async fn of_fifty_who_register_a_number_at_once_one_has_it(world: World) {
    let insurer = insurer();
    let sent = (0..50).map(|count| {
        let number = if count % 2 == 0 { "AB-7000" } else { "ａｂ－７０００" };
        let request = world.signed(&insurer, world.new_policy(number, None));
        let mut policies = world.policies();
        async move { policies.register_policy(request).await }
    });
    let (made, refused): (Vec<_>, Vec<_>) = join_all(sent).await.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1, "{refused:?}");
    for refused in refused {
        assert_eq!(reason(refused.unwrap_err()), "POLICY_EXISTS");
    }
    assert_eq!(world.peek("SELECT id FROM policies", &[]).await.len(), 1);
}

/// The index does not tell numbers apart by their hyphens; we do.
async fn two_numbers_with_one_token_are_two_policies(world: World) {
    let case = world.case().await;
    let alike = ["AB-2048771930", "AB2048-771930"];
    let register = |number: &str| {
        let request = world.signed(&case.insurer, world.new_policy(number, None));
        let mut policies = world.policies();
        async move { policies.register_policy(request).await }
    };
    for registered in join_all(alike.map(register)).await {
        registered.unwrap();
    }
    let rows =
        world.peek("SELECT number_token, number_ordinal FROM policies ORDER BY number_ordinal", &[]).await;
    let ordinals: Vec<i32> = rows.iter().map(|row| row.try_get("", "number_ordinal").unwrap()).collect();
    assert_eq!(ordinals, [1, 2, 3]);
    let tokens = rows.iter().map(|row| row.try_get::<i64>("", "number_token").unwrap());
    assert_eq!(tokens.collect::<std::collections::BTreeSet<_>>().len(), 1);
    for number in [case.number.as_str(), alike[0], alike[1]] {
        let found = world.look_up(&case.clinic, number).await.unwrap();
        assert_eq!(found.iter().map(|policy| policy.policy_number.as_str()).collect::<Vec<_>>(), [number]);
        assert_eq!(reason(register(number).await.unwrap_err()), "POLICY_EXISTS");
    }
    // A candidate that is not meant is a miss as any other.
    assert_eq!(world.look_up(&case.clinic, "AB2048771930").await.unwrap(), []);
    assert_eq!(world.peek("SELECT count FROM lookup_misses", &[]).await.len(), 1);
    let contents = world.contents();
    assert!(!contents.hold("2048771930") && !contents.hold("ab2048771930"));
}

async fn an_insurer_that_was_erased_does_not_end_the_look_ups_of_others(world: World) {
    let (case, other) = (world.case().await, insurer());
    world.contract(&other, &case.clinic).await;
    let policy = world.new_policy("XY-0001", None);
    world.policies().register_policy(world.signed(&other, policy)).await.unwrap();
    let local = kms::Local::open(&world.folder().join("kms.json"), kms::Profile::Development).await.unwrap();
    local.destroy(&local.name(case.insurer.organisation)).await.unwrap();
    world.clock.advance(TimeDelta::minutes(5));
    assert_eq!(world.look_up(&case.clinic, "XY-0001").await.unwrap().len(), 1);
    assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap(), []);
    let register = world.new_policy("AB-0003", None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, register)).await.unwrap_err();
    assert_eq!(reason(refused), "ORGANISATION_ERASED");
}

async fn a_number_is_found_once_under_an_index_that_has_changed_its_key(world: World) {
    let case = world.case().await;
    world.keys().await.rotate(case.insurer.organisation, Purpose::Indexes).await.unwrap();
    world.clock.advance(TimeDelta::minutes(5));
    assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1, "by its old token");
    let again = world.new_policy(&case.number, None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, again)).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_EXISTS");
    let new = world.new_policy("AB-0002", None);
    world.policies().register_policy(world.signed(&case.insurer, new)).await.unwrap();
    assert_eq!(world.look_up(&case.clinic, "AB-0002").await.unwrap().len(), 1);
}

async fn hyphens_alone_are_no_number(world: World) {
    let case = world.case().await;
    let policy = world.new_policy("----", None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap_err();
    assert_eq!(reason(refused), "REQUEST_INVALID");
    assert_eq!(reason(world.look_up(&case.clinic, "----").await.unwrap_err()), "REQUEST_INVALID");
}

/// Wall two with wall one removed.
#[tokio::test]
async fn a_raw_look_up_sees_the_rows_of_its_tokens_alone() {
    let world = World::start(Engine::Postgres).await;
    let (case, stranger) = (world.case().await, insurer());
    for (who, number) in [(&case.insurer, "AB-0002"), (&stranger, "AB-0003")] {
        let policy = world.new_policy(number, None);
        world.policies().register_policy(world.signed(who, policy)).await.unwrap();
    }
    let rows = world.peek("SELECT number_token FROM policies ORDER BY id", &[]).await;
    let all: Vec<i64> = rows.iter().map(|row| row.try_get("", "number_token").unwrap()).collect();
    let here = case.clinic.organisation;
    for (clinic, tokens, seen) in [
        (here, vec![all[0]], 1),
        (here, vec![all[0], all[1]], 2),
        (here, all.clone(), 2), // the stranger's is not contracted
        (here, vec![], 0),
        (clinic().organisation, all, 0),
    ] {
        let tx = world.store().await.read(Scope::Lookup { clinic, tokens }, "test").await.unwrap();
        let count = tx.statement("SELECT count(*) AS many FROM policies", []);
        let row = sea_orm::ConnectionTrait::query_one_raw(tx.connection(), count).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "many").unwrap(), seen);
    }
}

/// A key of the KMS cannot be taken back.
#[tokio::test]
async fn no_key_is_made_for_an_insurer_who_was_only_named() {
    let kms = testkit::kms().await;
    let world = World::with_kms(Engine::Sqlite, &kms).await;
    let case = world.case().await;
    world.look_up(&case.clinic, &case.number).await.unwrap();
    let made = kms.keys().len();
    let draft = pb::StartDraftRequest {
        request_id: request_id(),
        policy_number: case.number.clone(),
        insurer_id: insurer().organisation.to_string(),
    };
    let refused = world.claims().start_draft(world.signed(&case.clinic, draft)).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_NOT_FOUND");
    assert_eq!(kms.keys().len(), made);
}
