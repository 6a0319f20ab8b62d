//! From draft to decision: what each verb refuses, and what the claim says afterwards.

use proto::claims::v1::{self as pb, claim::State};

use crate::{
    both,
    verbs::{Known, approval, submission},
    world::{World, reason, request_id, violations},
};

both!(
    submission_names_every_gap_at_once,
    a_stale_revision_is_a_conflict,
    approve_twice_is_refused,
    a_denied_claim_says_why_and_stays_denied,
    approve_is_refused_before_submission_and_a_submitted_claim_is_not_rewritten,
    a_policy_number_is_registered_once,
);

async fn submission_names_every_gap_at_once(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let empty = pb::SubmitClaimRequest {
        consent_version: String::new(),
        consent_means: 0,
        document_ids: vec![request_id()],
        ..submission(&draft)
    };
    let refused = world.claims().submit_claim(world.signed(&case.clinic, empty)).await.unwrap_err();
    assert_eq!(reason(refused.clone()), "CLAIM_INCOMPLETE");
    let expected = [
        ("treatment.diagnosis", "REQUIRED"),
        ("treatment.onset_on", "REQUIRED"),
        ("treatment.lines", "REQUIRED"),
        ("treatment.other_insurance", "REQUIRED"),
        ("document_ids", "DIFFERENT"),
        ("consent_version", "REQUIRED"),
        ("consent_means", "REQUIRED"),
    ];
    assert_eq!(violations(refused), expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
    assert!(matches!(world.claim(&case.clinic, &draft.id).await.unwrap().state, Some(State::Draft(_))));
}

async fn a_stale_revision_is_a_conflict(world: World) {
    let case = world.case().await;
    let draft = world.described(&case, 5_000).await;
    let stale = Known { revision: draft.revision - 1, ..draft.clone() };
    let refused =
        world.claims().submit_claim(world.signed(&case.clinic, submission(&stale))).await.unwrap_err();
    assert_eq!((refused.code(), reason(refused).as_str()), (tonic::Code::Aborted, "CLAIM_STALE"));
    let claim = world.submitted(&case, 5_000).await;
    let stale = Known { revision: claim.revision - 1, ..claim.clone() };
    assert_eq!(reason(world.approve(&case.insurer, &stale).await.unwrap_err()), "CLAIM_STALE");
    assert_eq!(reason(world.deny(&case.insurer, &stale).await.unwrap_err()), "CLAIM_STALE");
    assert!(world.approve(&case.insurer, &claim).await.is_ok());
}

async fn approve_twice_is_refused(world: World) {
    let case = world.capped_case(Some(7_000)).await;
    let claim = world.submitted(&case, 5_000).await;
    let approved = world.approve(&case.insurer, &claim).await.unwrap();
    assert_eq!(approved.benefit_yen, 5_000);
    let again = Known { revision: approved.revision, ..claim.clone() };
    assert_eq!(reason(world.approve(&case.insurer, &again).await.unwrap_err()), "CLAIM_STATE");
    assert_eq!(reason(world.deny(&case.insurer, &again).await.unwrap_err()), "CLAIM_STATE");
    let Some(State::Approved(seen)) = world.claim(&case.clinic, &claim.id).await.unwrap().state else {
        panic!("not approved")
    };
    assert_eq!(seen.assessment.unwrap().benefit_yen, 5_000);
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.remaining_yen, Some(2_000), "taken once");
}

async fn a_denied_claim_says_why_and_stays_denied(world: World) {
    let case = world.capped_case(Some(7_000)).await;
    let claim = world.submitted(&case, 5_000).await;
    let denied = world.deny(&case.insurer, &claim).await.unwrap();
    let again = Known { revision: denied.revision, ..claim.clone() };
    assert_eq!(reason(world.deny(&case.insurer, &again).await.unwrap_err()), "CLAIM_STATE");
    assert_eq!(reason(world.approve(&case.insurer, &again).await.unwrap_err()), "CLAIM_STATE");
    let Some(State::Denied(seen)) = world.claim(&case.clinic, &claim.id).await.unwrap().state else {
        panic!("not denied")
    };
    assert_eq!(seen.reason_code, "WAITING");
    assert!(seen.explanation.contains("待機期間"));
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.remaining_yen, Some(7_000), "nothing is taken");
}

async fn approve_is_refused_before_submission_and_a_submitted_claim_is_not_rewritten(world: World) {
    let case = world.case().await;
    let draft = world.described(&case, 5_000).await;
    let early =
        world.claims().approve_claim(world.signed(&case.insurer, approval(&draft))).await.unwrap_err();
    assert_eq!(reason(early), "CLAIM_NOT_FOUND", "to the insurer a draft is not there");
    let claim = world.submitted(&case, 5_000).await;
    let rewrite = pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: claim.id.clone(),
        revision: claim.revision,
        treatment: Some(world.treatment(50_000)),
    };
    let refused = world.claims().describe_treatment(world.signed(&case.clinic, rewrite)).await.unwrap_err();
    assert_eq!(reason(refused), "CLAIM_STATE");
    let twice =
        world.claims().submit_claim(world.signed(&case.clinic, submission(&claim))).await.unwrap_err();
    assert_eq!(reason(twice), "CLAIM_STATE");
    assert_eq!(world.claim(&case.insurer, &claim.id).await.unwrap().total_yen, 5_000);
}

async fn a_policy_number_is_registered_once(world: World) {
    let case = world.case().await;
    let again = world.new_policy(&case.number.to_lowercase(), None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, again)).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_EXISTS");
}
