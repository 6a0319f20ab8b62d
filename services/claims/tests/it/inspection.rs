//! Support opens a claim that is others': with a reason, never without leaving a fact, and nobody else does.

use identity::{Actor, OrganisationKind, Role};
use proto::claims::v1 as pb;
use tonic::Status;

use crate::{
    both,
    facts::read,
    verbs::{document, pdf},
    world::{World, reason, violations},
};

both!(
    support_opens_a_claim_and_those_it_concerns_learn_why,
    a_draft_is_opened_for_its_clinic_alone_to_see,
    nothing_is_opened_without_a_reason,
    nobody_but_the_operators_support_opens_a_claim,
    documents_stay_closed_to_support,
);

const WHY: &str = "お問い合わせ 1234 の調査";

fn operator(role: Role) -> Actor {
    testkit::actor(OrganisationKind::Operator, role)
}

async fn inspect(world: &World, by: &Actor, claim: &str, why: &str) -> Result<pb::Claim, Status> {
    let message = pb::InspectClaimRequest { claim_id: claim.to_owned(), reason: why.to_owned() };
    let answer = world.claims().inspect_claim(world.signed(by, message)).await?;
    Ok(answer.into_inner().claim.unwrap())
}

async fn support_opens_a_claim_and_those_it_concerns_learn_why(world: World) {
    let (case, support) = (world.case().await, operator(Role::Support));
    let claim = world.submitted(&case, 5_000).await;
    let shown = inspect(&world, &support, &claim.id, WHY).await.unwrap();
    assert_eq!(shown.treatment.unwrap().diagnosis, "外耳炎");
    let told = read(&world, 6).await.pop().unwrap();
    assert_eq!((told.kind.as_str(), told.subject.unwrap().id), ("claim.inspected", claim.id));
    let whose = [&case.clinic, &case.insurer, &support].map(|actor| actor.organisation.to_string());
    assert_eq!(told.organisation_ids, whose);
    assert_eq!(told.changes.iter().map(|change| change.after.as_str()).collect::<Vec<_>>(), [WHY]);
    assert_eq!(told.operator.unwrap().id, support.id.to_string());
}

async fn a_draft_is_opened_for_its_clinic_alone_to_see(world: World) {
    let (case, support) = (world.case().await, operator(Role::Support));
    let draft = world.described(&case, 5_000).await;
    inspect(&world, &support, &draft.id, WHY).await.unwrap();
    let told = read(&world, 5).await.pop().unwrap();
    let whose = [&case.clinic, &support].map(|actor| actor.organisation.to_string());
    assert_eq!((told.kind.as_str(), told.organisation_ids), ("claim.inspected", whose.to_vec()));
}

async fn nothing_is_opened_without_a_reason(world: World) {
    let (case, support) = (world.case().await, operator(Role::Support));
    let (claim, told) = (world.submitted(&case, 5_000).await, world.rows().await[4]);
    for (why, code) in [("", "TOO_SHORT"), ("調査 ", "TOO_SHORT"), (&"あ".repeat(201), "TOO_LONG")] {
        let refused = inspect(&world, &support, &claim.id, why).await.unwrap_err();
        assert_eq!(violations(refused), [("reason".to_owned(), code.to_owned())]);
    }
    let unknown = uuid::Uuid::now_v7().to_string();
    let refused = inspect(&world, &support, &unknown, WHY).await.unwrap_err();
    assert_eq!(reason(refused), "CLAIM_NOT_FOUND");
    assert_eq!(world.rows().await[4], told, "nothing is told of what was not opened");
}

async fn nobody_but_the_operators_support_opens_a_claim(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let others = [Role::Administrator, Role::Operations, Role::Viewer].map(operator);
    for actor in others.iter().chain([&case.clinic, &case.insurer]) {
        let refused = inspect(&world, actor, &claim.id, WHY).await.unwrap_err();
        assert_eq!(reason(refused), "NOT_PERMITTED", "{:?}", actor.roles);
    }
}

async fn documents_stay_closed_to_support(world: World) {
    let (case, support) = (world.case().await, operator(Role::Support));
    let draft = world.described(&case, 5_000).await;
    let paper = world.upload(&case.clinic, document(&draft.id, &pdf(1_000))).await.unwrap().document_id;
    let message = pb::ReadDocumentRequest { claim_id: draft.id.clone(), document_id: paper };
    let refused = world.claims().read_document(world.signed(&support, message)).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
    let message = pb::GetClaimRequest { claim_id: draft.id };
    let refused = world.claims().get_claim(world.signed(&support, message)).await.unwrap_err();
    assert_eq!(reason(refused), "NOT_PERMITTED");
}
