//! A repeat gives the same answer and has no second effect; other content under the same id is refused.

use std::collections::BTreeSet;

use proto::claims::v1 as pb;

use crate::{
    both,
    verbs::{Known, approval, document, pdf, submission},
    world::{World, reason, request_id},
};

both!(
    a_repeat_gets_the_same_answer_along_the_whole_way,
    other_content_under_the_same_id_is_refused,
    twenty_drafts_at_once_under_one_id_are_one,
    twenty_approvals_at_once_under_one_id_pay_once,
    a_repeated_upload_is_one_document,
    a_repeated_upload_gets_its_answer_after_submission_too,
    a_repeated_draft_gets_its_answer_after_its_policy_has_ended_too,
);

async fn a_repeat_gets_the_same_answer_along_the_whole_way(world: World) {
    let case = world.capped_case(Some(100_000)).await;
    let policy = world.new_policy("AB-0002", None);
    let first = world.policies().register_policy(world.signed(&case.insurer, policy.clone())).await.unwrap();
    let again = world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
    assert_eq!(first.into_inner(), again.into_inner());

    let draft = world.described(&case, 5_000).await;
    let submit = submission(&draft);
    let first =
        world.claims().submit_claim(world.signed(&case.clinic, submit.clone())).await.unwrap().into_inner();
    let again = world.claims().submit_claim(world.signed(&case.clinic, submit.clone())).await.unwrap();
    assert_eq!(first, again.into_inner());

    let approve = approval(&Known { revision: first.revision, ..draft });
    let paid = world.claims().approve_claim(world.signed(&case.insurer, approve.clone())).await.unwrap();
    let again = world.claims().approve_claim(world.signed(&case.insurer, approve)).await.unwrap();
    assert_eq!(paid.into_inner(), again.into_inner());
    let late = world.claims().submit_claim(world.signed(&case.clinic, submit)).await.unwrap();
    assert_eq!(late.into_inner(), first, "however much has happened since");
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.remaining_yen, Some(95_000));
}

async fn other_content_under_the_same_id_is_refused(world: World) {
    let case = world.case().await;
    let draft = world.described(&case, 5_000).await;
    let first = pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        revision: draft.revision,
        treatment: Some(world.treatment(6_000)),
    };
    world.claims().describe_treatment(world.signed(&case.clinic, first.clone())).await.unwrap();
    let other = pb::DescribeTreatmentRequest { treatment: Some(world.treatment(7_000)), ..first };
    let refused = world.claims().describe_treatment(world.signed(&case.clinic, other)).await.unwrap_err();
    assert_eq!(reason(refused), "REQUEST_ID_REUSED");
    assert_eq!(world.claim(&case.clinic, &draft.id).await.unwrap().total_yen, 6_000);
}

async fn twenty_drafts_at_once_under_one_id_are_one(world: World) {
    let case = world.case().await;
    let message = pb::StartDraftRequest {
        request_id: request_id(),
        policy_number: case.number.clone(),
        insurer_id: case.insurer.organisation.to_string(),
    };
    let sent = (0..20).map(|_| {
        let (mut claims, request) = (world.claims(), world.signed(&case.clinic, message.clone()));
        async move { claims.start_draft(request).await }
    });
    let answers = futures::future::join_all(sent).await;
    let made = answers.into_iter().map(|answer| answer.unwrap().into_inner().claim_id);
    assert_eq!(made.collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(world.list(&case.clinic, "").await.len(), 1);
}

async fn twenty_approvals_at_once_under_one_id_pay_once(world: World) {
    let case = world.capped_case(Some(100_000)).await;
    let claim = world.submitted(&case, 4_000).await;
    let message = approval(&claim);
    let sent = (0..20).map(|_| {
        let (mut claims, request) = (world.claims(), world.signed(&case.insurer, message.clone()));
        async move { claims.approve_claim(request).await }
    });
    let answers = futures::future::join_all(sent).await;
    let paid = answers.into_iter().map(|answer| answer.unwrap().into_inner().benefit_yen).collect::<Vec<_>>();
    assert_eq!(paid, [4_000; 20]);
    let policy = world.look_up(&case.clinic, &case.number).await.unwrap().remove(0);
    assert_eq!(policy.remaining_yen, Some(96_000));
}

async fn a_repeated_upload_is_one_document(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let parts = document(&draft.id, &pdf(1_000));
    let first = world.upload(&case.clinic, parts.clone()).await.unwrap();
    assert_eq!(world.upload(&case.clinic, parts.clone()).await.unwrap(), first);
    let mut other = document(&draft.id, &pdf(2_000));
    other[0] = parts[0].clone();
    assert_eq!(reason(world.upload(&case.clinic, other).await.unwrap_err()), "REQUEST_ID_REUSED");
    assert_eq!(world.claim(&case.clinic, &draft.id).await.unwrap().documents.len(), 1);
    assert_eq!(world.blobs().len(), 1);
}

async fn a_repeated_upload_gets_its_answer_after_submission_too(world: World) {
    let case = world.case().await;
    let mut draft = world.described(&case, 5_000).await;
    let parts = document(&draft.id, &pdf(1_000));
    let first = world.upload(&case.clinic, parts.clone()).await.unwrap();
    draft.revision = first.revision;
    let submit =
        pb::SubmitClaimRequest { document_ids: vec![first.document_id.clone()], ..submission(&draft) };
    world.claims().submit_claim(world.signed(&case.clinic, submit)).await.unwrap();
    assert_eq!(world.upload(&case.clinic, parts).await.unwrap(), first);
    assert_eq!(world.blobs().len(), 1);
}

async fn a_repeated_draft_gets_its_answer_after_its_policy_has_ended_too(world: World) {
    let case = world.case().await;
    let message = pb::StartDraftRequest {
        request_id: request_id(),
        policy_number: case.number.clone(),
        insurer_id: case.insurer.organisation.to_string(),
    };
    let first = world.claims().start_draft(world.signed(&case.clinic, message.clone())).await.unwrap();
    // No verb ends a contract yet.
    world.run("DELETE FROM contracts").await.commit().await.unwrap();
    let again = world.claims().start_draft(world.signed(&case.clinic, message.clone())).await.unwrap();
    assert_eq!(first.into_inner(), again.into_inner());
    let fresh = pb::StartDraftRequest { request_id: request_id(), ..message };
    let refused = world.claims().start_draft(world.signed(&case.clinic, fresh)).await.unwrap_err();
    assert_eq!(reason(refused), "POLICY_NOT_FOUND");
}
