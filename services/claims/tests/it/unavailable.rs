//! What claims does when keys are not to be had: it goes on for minutes, then it says so and writes nothing.

use chrono::TimeDelta;
use identity::WorkloadName;
use proto::claims::v1::{self as pb, claims_service_client::ClaimsServiceClient};
use testkit::{Engine, KmsEmulator, KmsFault, on_both};
use tonic::{Code, Status};

use crate::{
    sealed::{download, submit, with_paper},
    verbs::{Case, Known, approval, denial, document, pdf, submission},
    world::{World, clinic, insurer, reason, request_id},
};

on_both!(
    without_the_kms_warm_keys_go_on_and_then_nothing_is_written,
    without_the_kms_nothing_is_made_for_a_new_organisation,
);

async fn start(engine: Engine) -> (KmsEmulator, World) {
    let kms = testkit::kms().await;
    let world = World::with_kms(engine, &kms).await;
    (kms, world)
}

async fn without_the_kms_warm_keys_go_on_and_then_nothing_is_written(engine: Engine) {
    let (kms, world) = start(engine).await;
    let case = world.case().await;
    let (draft, paper) = with_paper(&world, &case, &pdf(100_000)).await;
    let (claim, kept) = with_paper(&world, &case, &pdf(1_000)).await;
    let claim = submit(&world, &case, &claim, &[kept.as_str()]).await;
    kms.fail(KmsFault::Status(503), usize::MAX);
    world.clock.advance(TimeDelta::minutes(4));
    assert!(world.claim(&case.clinic, &draft.id).await.is_ok());
    assert_eq!(world.list(&case.insurer, "").await.len(), 1);
    assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
    let (other, another) = with_paper(&world, &case, &pdf(1_000)).await;
    submit(&world, &case, &other, &[another.as_str()]).await;

    world.clock.advance(TimeDelta::minutes(1));
    let (rows, blobs) = (world.rows().await, world.blobs());
    for (verb, refused) in everything(&world, &case, &draft, &paper, &claim).await {
        let Err(refused) = refused else { panic!("{verb} needs no key") };
        assert_eq!(
            (refused.code(), reason(refused).as_str()),
            (Code::Unavailable, "KEY_UNAVAILABLE"),
            "{verb}"
        );
    }
    let counts = world.claims().count_claims(world.signed(&case.clinic, pb::CountClaimsRequest {})).await;
    assert!(counts.is_ok(), "what is not sealed is there");
    assert_eq!((world.rows().await, world.blobs()), (rows, blobs));

    kms.heal();
    assert!(world.claim(&case.clinic, &draft.id).await.is_ok());
    submit(&world, &case, &draft, &[paper.as_str()]).await;
    assert!(world.approve(&case.insurer, &claim).await.is_ok());
}

/// Every verb that opens or seals.
async fn everything(
    world: &World,
    case: &Case,
    draft: &Known,
    paper: &str,
    claim: &Known,
) -> Vec<(&'static str, Result<(), Status>)> {
    let (mut claims, mut policies) = (world.claims(), world.policies());
    let mut notifications = ClaimsServiceClient::new(world.channel(WorkloadName::Notifications));
    let start = pb::StartDraftRequest {
        request_id: request_id(),
        policy_number: case.number.clone(),
        insurer_id: case.insurer.organisation.to_string(),
    };
    let describe = pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        revision: draft.revision,
        treatment: Some(world.treatment(9_000)),
    };
    let estimate = pb::EstimateClaimRequest { claim_id: draft.id.clone(), treatment: None };
    let hand_in = pb::SubmitClaimRequest { document_ids: vec![paper.to_owned()], ..submission(draft) };
    let remove = crate::verbs::removal(draft, paper);
    let (list, book) = (pb::ListClaimsRequest::default(), pb::ListPoliciesRequest::default());
    let mail = pb::GetMailContextRequest { claim_id: claim.id.clone() };
    let (at_clinic, at_insurer) = (&case.clinic, &case.insurer);
    vec![
        ("get a draft", world.claim(at_clinic, &draft.id).await.map(drop)),
        ("get a claim", world.claim(at_insurer, &claim.id).await.map(drop)),
        ("list claims", claims.list_claims(world.signed(at_insurer, list)).await.map(drop)),
        ("list policies", policies.list_policies(world.signed(at_insurer, book)).await.map(drop)),
        ("look up", world.look_up(at_clinic, &case.number).await.map(drop)),
        ("look up nothing", world.look_up(at_clinic, "AB-0000").await.map(drop)),
        ("start", claims.start_draft(world.signed(at_clinic, start)).await.map(drop)),
        ("describe", claims.describe_treatment(world.signed(at_clinic, describe)).await.map(drop)),
        ("estimate", claims.estimate_claim(world.signed(at_clinic, estimate)).await.map(drop)),
        ("upload", world.upload(at_clinic, document(&draft.id, &pdf(1_000))).await.map(drop)),
        ("remove", claims.remove_document(world.signed(at_clinic, remove)).await.map(drop)),
        ("download", download(world, at_clinic, &draft.id, paper).await.map(drop).map_err(|end| end.1)),
        ("submit", claims.submit_claim(world.signed(at_clinic, hand_in)).await.map(drop)),
        ("approve", claims.approve_claim(world.signed(at_insurer, approval(claim))).await.map(drop)),
        ("deny", claims.deny_claim(world.signed(at_insurer, denial(claim))).await.map(drop)),
        (
            "register",
            policies
                .register_policy(world.signed(at_insurer, world.new_policy("AB-0002", None)))
                .await
                .map(drop),
        ),
        ("mail", notifications.get_mail_context(mail).await.map(drop)),
    ]
}

async fn without_the_kms_nothing_is_made_for_a_new_organisation(engine: Engine) {
    let (kms, world) = start(engine).await;
    kms.fail(KmsFault::Status(503), usize::MAX);
    let (case, before) =
        (Case { clinic: clinic(), insurer: insurer(), number: "AB-0001".to_owned() }, world.rows().await);
    let policy = world.signed(&case.insurer, world.new_policy(&case.number, None));
    let refused = world.policies().register_policy(policy).await.unwrap_err();
    assert_eq!((refused.code(), reason(refused).as_str()), (Code::Unavailable, "KEY_UNAVAILABLE"));
    assert_eq!(world.rows().await, before);
    let made = world.peek("SELECT id FROM data_keys WHERE purpose <> 'secrets'", &[]).await;
    assert!(made.is_empty(), "{made:?}");
    kms.heal();
    let policy = world.signed(&case.insurer, world.new_policy(&case.number, None));
    assert!(world.policies().register_policy(policy).await.is_ok());
}
