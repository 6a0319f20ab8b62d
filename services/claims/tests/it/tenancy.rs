//! Not allowed and not there look the same: a claim is visible to exactly its clinic and, once submitted, its insurer.

use proto::claims::v1 as pb;

use crate::{
    both,
    verbs::{approval, document, pdf, submission},
    world::{World, clinic, insurer, reason, request_id},
};

both!(
    a_foreign_clinic_finds_nothing,
    a_foreign_insurer_finds_nothing,
    an_insurer_does_not_see_a_draft,
    a_foreign_document_is_not_found,
);

async fn a_foreign_clinic_finds_nothing(world: World) {
    let case = world.case().await;
    let stranger = clinic();
    world.contract(&case.insurer, &stranger).await;
    for known in [world.described(&case, 5_000).await, world.submitted(&case, 5_000).await] {
        assert_eq!(reason(world.claim(&stranger, &known.id).await.unwrap_err()), "CLAIM_NOT_FOUND");
        let submit =
            world.claims().submit_claim(world.signed(&stranger, submission(&known))).await.unwrap_err();
        assert_eq!(reason(submit), "CLAIM_NOT_FOUND");
        let describe = pb::DescribeTreatmentRequest {
            request_id: request_id(),
            claim_id: known.id.clone(),
            revision: known.revision,
            treatment: Some(world.treatment(1)),
        };
        let describe =
            world.claims().describe_treatment(world.signed(&stranger, describe)).await.unwrap_err();
        assert_eq!(reason(describe), "CLAIM_NOT_FOUND");
        let estimate = pb::EstimateClaimRequest { claim_id: known.id.clone(), treatment: None };
        let estimate = world.claims().estimate_claim(world.signed(&stranger, estimate)).await.unwrap_err();
        assert_eq!(reason(estimate), "CLAIM_NOT_FOUND");
        let upload = world.upload(&stranger, document(&known.id, &pdf(100))).await.unwrap_err();
        assert_eq!(reason(upload), "CLAIM_NOT_FOUND");
    }
    assert!(world.list(&stranger, "").await.is_empty());
    assert!(world.blobs().is_empty());
    let nothing = pb::GetClaimRequest { claim_id: request_id() };
    let nothing = world.claims().get_claim(world.signed(&stranger, nothing)).await.unwrap_err();
    assert_eq!(reason(nothing), "CLAIM_NOT_FOUND", "the same as what is not there");
}

async fn a_foreign_insurer_finds_nothing(world: World) {
    let case = world.case().await;
    let stranger = insurer();
    world.contract(&stranger, &case.clinic).await;
    let known = world.submitted(&case, 5_000).await;
    assert_eq!(reason(world.claim(&stranger, &known.id).await.unwrap_err()), "CLAIM_NOT_FOUND");
    assert_eq!(reason(world.approve(&stranger, &known).await.unwrap_err()), "CLAIM_NOT_FOUND");
    assert_eq!(reason(world.deny(&stranger, &known).await.unwrap_err()), "CLAIM_NOT_FOUND");
    assert!(world.list(&stranger, "").await.is_empty());
    let policies = pb::ListPoliciesRequest::default();
    let policies = world.policies().list_policies(world.signed(&stranger, policies)).await.unwrap();
    assert!(policies.into_inner().policies.is_empty());
    assert_eq!(world.list(&case.insurer, "").await.len(), 1);
}

async fn an_insurer_does_not_see_a_draft(world: World) {
    let case = world.case().await;
    let draft = world.described(&case, 5_000).await;
    assert_eq!(reason(world.claim(&case.insurer, &draft.id).await.unwrap_err()), "CLAIM_NOT_FOUND");
    let approve =
        world.claims().approve_claim(world.signed(&case.insurer, approval(&draft))).await.unwrap_err();
    assert_eq!(reason(approve), "CLAIM_NOT_FOUND");
    assert!(world.list(&case.insurer, "").await.is_empty());
    let counts = world.claims().count_claims(world.signed(&case.insurer, pb::CountClaimsRequest {})).await;
    assert!(counts.unwrap().into_inner().counts.is_empty());
    world.claims().submit_claim(world.signed(&case.clinic, submission(&draft))).await.unwrap();
    let seen = world.claim(&case.insurer, &draft.id).await.unwrap();
    assert_eq!(seen.line_yen, [5_000], "with its lines");
}

async fn a_foreign_document_is_not_found(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let added = world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap();
    for stranger in [clinic(), insurer(), case.insurer.clone()] {
        let read =
            pb::ReadDocumentRequest { claim_id: draft.id.clone(), document_id: added.document_id.clone() };
        let refused =
            world.claims().read_document(world.signed(&stranger, read)).await.map(|_| ()).unwrap_err();
        assert_eq!(reason(refused), "CLAIM_NOT_FOUND");
    }
    let other = world.draft(&case).await;
    let read = pb::ReadDocumentRequest { claim_id: other.id, document_id: added.document_id };
    let refused =
        world.claims().read_document(world.signed(&case.clinic, read)).await.map(|_| ()).unwrap_err();
    assert_eq!(reason(refused), "DOCUMENT_NOT_FOUND", "of another claim");
}
