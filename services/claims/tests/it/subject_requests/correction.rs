//! Correction: the policy says what is right, and so does what claims have copied from it; both are found by it.

use proto::claims::v1 as pb;

use super::{resumption_of, stating};
use crate::{
    both,
    facts::read,
    world::{World, reason},
};

both!(
    policy_claims_and_drafts_say_what_is_right_and_are_found_by_it,
    what_is_stopped_is_corrected_too,
    a_clinic_whose_keys_are_gone_does_not_stand_in_the_way,
);

const CORRECTION: pb::SubjectRequestKind = pb::SubjectRequestKind::Correction;

async fn policy_claims_and_drafts_say_what_is_right_and_are_found_by_it(world: World) {
    let case = world.case().await;
    let (claim, draft) = (world.submitted(&case, 5_000).await, world.described(&case, 3_000).await);
    let asked = world.ask(&case, CORRECTION).await;
    let shown = world.request(&case.insurer, &asked.id).await.unwrap().details.unwrap();
    let wanted = shown.correction.unwrap();
    assert_eq!((wanted.surname.as_deref(), wanted.given_name), (Some("鈴木"), None));
    assert_eq!(shown.policyholder_name, "佐藤 由美");
    let asked = world.identify(&case.insurer, &asked).await;
    world.carry_out(&case.insurer, &asked).await.unwrap();

    let policy = world.policies_of(&case.insurer).await.remove(0);
    let person = policy.policyholder.unwrap();
    assert_eq!(
        (person.surname.as_str(), person.given_name.as_str(), person.phone.as_str(), person.email.as_str()),
        ("鈴木", "由美", "080-1111-2222", "yumi@example.jp")
    );
    assert_eq!((policy.pet.unwrap().name.as_str(), policy.revision), ("ハナ", 2));
    for (who, id, seen) in [
        (&case.clinic, &claim.id, claim.revision),
        (&case.insurer, &claim.id, claim.revision),
        (&case.clinic, &draft.id, draft.revision),
    ] {
        let now = world.claim(who, id).await.unwrap();
        assert_eq!((now.policyholder_name.as_str(), now.pet_name.as_str()), ("鈴木 由美", "ハナ"));
        assert_eq!(now.revision, seen + 1, "it says something else");
    }
    for who in [&case.clinic, &case.insurer] {
        assert!(world.claims_like(who, "すずき").await.contains(&claim.id));
        assert!(world.claims_like(who, "佐藤").await.is_empty(), "nothing is found by what was wrong");
    }
    assert_eq!(world.claims_like(&case.insurer, "2222").await, [claim.id.as_str()]);
    assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
    let facts = world.attested(&case.insurer, &asked.id).await;
    assert_eq!(facts["corrected"], serde_json::json!(["surname", "surname_kana", "phone", "pet_name"]));

    let told = read(&world, 11).await;
    let last: Vec<_> =
        told.iter().skip(7).map(|fact| (fact.kind.as_str(), fact.organisation_ids.clone())).collect();
    let (insurer, clinic) = (case.insurer.organisation.to_string(), case.clinic.organisation.to_string());
    assert_eq!(last[2], ("subject_request.corrected", vec![insurer]));
    assert_eq!(last[3], ("policy.corrected", vec![clinic]), "clinics that have claims about it are told");

    let approved = world.claim(&case.insurer, &claim.id).await.unwrap();
    let known = crate::verbs::Known { revision: approved.revision, ..claim };
    world.approve(&case.insurer, &known).await.unwrap();
    let now = crate::verbs::Known { revision: draft.revision + 1, ..draft };
    world.submit(&case, &now).await.unwrap();
}

async fn what_is_stopped_is_corrected_too(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let stop = world.done(&case, pb::SubjectRequestKind::Stop).await;
    world.done(&case, CORRECTION).await;
    assert!(world.claim(&case.insurer, &claim.id).await.unwrap().stopped);
    let before = world.resume(&case, &stop).await.unwrap_err();
    assert_eq!(reason(before), "SUBJECT_MISMATCH", "what was wrong identifies nobody any more");
    let now =
        pb::ResumeUseRequest { check: stating("スズキ ユミ", "080-1111-2222"), ..resumption_of(&stop) };
    world.resume_as(&case.insurer, now).await.unwrap();
    assert_eq!(world.claim(&case.insurer, &claim.id).await.unwrap().policyholder_name, "鈴木 由美");
}

async fn a_clinic_whose_keys_are_gone_does_not_stand_in_the_way(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    world.described(&case, 3_000).await;
    world.destroy_keys(&case.clinic).await;
    world.done(&case, CORRECTION).await;
    assert_eq!(world.claim(&case.insurer, &claim.id).await.unwrap().policyholder_name, "鈴木 由美");
}
