//! What the others are told: every change once, in order, and nothing personal.

use identity::WorkloadName;
use prost::Message;
use proto::{
    claims::v1::{self as pb, claims_service_client::ClaimsServiceClient},
    feed::v1 as feed,
};

use crate::{
    both,
    verbs::{document, pdf},
    world::{World, reason},
};

both!(every_change_is_told_once_without_personal_data, a_mails_context_is_for_submitted_claims_alone);

pub async fn read(world: &World, many: usize) -> Vec<feed::Fact> {
    testkit::told(world.channel(WorkloadName::Timeline), many).await
}

async fn every_change_is_told_once_without_personal_data(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap();
    let claim = world.submitted(&case, 5_000).await;
    world.deny(&case.insurer, &claim).await.unwrap();
    let expected = [
        "contract.made",
        "policy.registered",
        "claim.draft_started",
        "claim.document_added",
        "claim.draft_started",
        "claim.treatment_described",
        "claim.submitted",
        "claim.denied",
    ];
    let facts = read(&world, expected.len()).await;
    assert_eq!(facts.iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), expected);
    assert!(facts.iter().zip(1..).all(|(fact, position)| fact.position == position));
    assert_eq!(
        facts[5].organisation_ids,
        [case.clinic.organisation.to_string()],
        "a draft is the clinic's alone"
    );
    assert_eq!(facts[6].organisation_ids.len(), 2);
    let bytes = facts.iter().flat_map(Message::encode_to_vec).collect::<Vec<_>>();
    for personal in ["佐藤", "由美", "モモ", "外耳炎", "待機", "領収書", "example", "771930"] {
        assert!(!bytes.windows(personal.len()).any(|window| window == personal.as_bytes()), "{personal}");
    }
}

async fn a_mails_context_is_for_submitted_claims_alone(world: World) {
    let case = world.case().await;
    let mut notifications = ClaimsServiceClient::new(world.channel(WorkloadName::Notifications));
    let draft = pb::GetMailContextRequest { claim_id: world.draft(&case).await.id };
    assert_eq!(reason(notifications.get_mail_context(draft).await.unwrap_err()), "CLAIM_NOT_FOUND");
    let claim = world.submitted(&case, 5_000).await;
    let context =
        notifications.get_mail_context(pb::GetMailContextRequest { claim_id: claim.id }).await.unwrap();
    assert_eq!(context.into_inner().policyholder_email, "yumi@example.jp");
}
