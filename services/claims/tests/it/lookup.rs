//! Looking up at the counter: contracted insurers only, by exact number, a fact for the insurer, and no guessing.

use chrono::TimeDelta;
use proto::claims::v1 as pb;

use crate::{
    both,
    facts::read,
    world::{World, clinic, reason, request_id},
};

both!(
    a_clinic_without_a_contract_finds_no_policy,
    a_look_up_is_a_fact_for_the_insurer,
    misses_are_limited_and_finds_are_not,
    a_contract_is_made_once,
);

async fn a_clinic_without_a_contract_finds_no_policy(world: World) {
    let case = world.case().await;
    let stranger = clinic();
    assert_eq!(world.look_up(&stranger, &case.number).await.unwrap(), []);
    let draft = pb::StartDraftRequest {
        request_id: request_id(),
        policy_number: case.number.clone(),
        insurer_id: case.insurer.organisation.to_string(),
    };
    let refused = world.claims().start_draft(world.signed(&stranger, draft.clone())).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_NOT_FOUND");
    assert_eq!(world.look_up(&case.clinic, "AB-2048-77193").await.unwrap(), [], "only the exact number");
    let found = world.look_up(&case.clinic, "ａｂ－２０４８－７７１９３０").await.unwrap().remove(0);
    let policyholder = found.policyholder.unwrap();
    assert_eq!((policyholder.email.as_str(), policyholder.phone.as_str()), ("", ""));
    world.contract(&case.insurer, &stranger).await;
    assert!(world.claims().start_draft(world.signed(&stranger, draft)).await.is_ok());
}

async fn a_look_up_is_a_fact_for_the_insurer(world: World) {
    let case = world.case().await;
    world.look_up(&case.clinic, "AB-0000").await.unwrap();
    world.look_up(&case.clinic, &case.number).await.unwrap();
    let facts = read(&world, 3).await;
    let looked_up = facts.last().unwrap();
    assert_eq!(looked_up.kind, "policy.looked_up");
    let concerned = [&case.insurer, &case.clinic].map(|who| who.organisation.to_string());
    assert_eq!(looked_up.organisation_ids, concerned);
    assert_eq!(looked_up.operator.as_ref().unwrap().id, case.clinic.id.to_string());
}

async fn misses_are_limited_and_finds_are_not(world: World) {
    let case = world.case().await;
    let other = clinic();
    for guess in 0..60 {
        assert_eq!(world.look_up(&case.clinic, &format!("AB-{guess:04}")).await.unwrap(), []);
    }
    let refused = world.look_up(&case.clinic, &case.number).await.unwrap_err();
    assert_eq!(reason(refused), "LOOKUP_LIMIT");
    assert!(world.look_up(&other, "AB-0000").await.is_ok(), "another clinic is not held up");
    world.clock.advance(TimeDelta::hours(1));
    for _ in 0..70 {
        assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
    }
}

async fn a_contract_is_made_once(world: World) {
    let case = world.case().await;
    assert!(!world.contract(&case.insurer, &case.clinic).await);
    assert!(world.contract(&case.insurer, &clinic()).await);
}
