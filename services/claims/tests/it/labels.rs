//! Labels as the labels service tells of them: for the filter of the list, and for their own organisation alone.

use feed::{Fact, Operator, Resource};
use ids::LabelId;
use proto::claims::v1 as pb;
use store::Scope;
use testkit::eventually;

use crate::{
    both,
    verbs::{Case, Known},
    world::{World, nobody, reason},
};

both!(
    an_attached_label_filters_the_list_until_it_is_detached,
    facts_about_other_things_are_passed_by,
    who_waits_for_a_label_sees_it,
);

async fn tell(world: &World, kind: &str, label: LabelId, case: &Case, related: Resource) {
    let organisation = case.clinic.organisation;
    let fact = Fact::new(kind, chrono::Utc::now(), Operator::system(), Resource::new("label", label));
    let fact = fact.concerning(organisation).touching(related);
    let scope = Scope::organisation(organisation, case.clinic.organisation_kind);
    let tx = world.labels.begin(scope, "test").await.unwrap();
    feed::tell(&tx, &fact).await.unwrap();
    tx.commit().await.unwrap();
}

fn on(claim: &Known) -> Resource {
    Resource::new("claim", &claim.id)
}

async fn an_attached_label_filters_the_list_until_it_is_detached(world: World) {
    let case = world.case().await;
    let (labelled, other) = (world.submitted(&case, 5_000).await, world.submitted(&case, 5_000).await);
    let label = LabelId::generate();
    tell(&world, "label.attached", label, &case, on(&labelled)).await;
    let id = label.to_string();
    eventually("the label is on it", async || !world.list(&case.clinic, &id).await.is_empty()).await;
    let found = world.list(&case.clinic, &id).await;
    assert_eq!(
        found.iter().map(|claim| claim.id.clone()).collect::<Vec<_>>(),
        std::slice::from_ref(&labelled.id)
    );
    let all = world.list(&case.clinic, "").await;
    let carried = |known: &Known| all.iter().find(|claim| claim.id == known.id).unwrap().label_ids.clone();
    assert_eq!((carried(&labelled), carried(&other)), (vec![id.clone()], vec![]));
    assert!(world.list(&case.insurer, &id).await.is_empty(), "a clinic's label is not the insurer's");
    assert!(world.list(&case.insurer, "").await.iter().all(|claim| claim.label_ids.is_empty()));
    tell(&world, "label.detached", label, &case, on(&labelled)).await;
    eventually("the label is off", async || world.list(&case.clinic, &id).await.is_empty()).await;
    let strange = pb::ListClaimsRequest { label_id: "x".to_owned(), ..pb::ListClaimsRequest::default() };
    let refused = world.claims().list_claims(world.signed(&case.clinic, strange)).await.unwrap_err();
    assert_eq!(reason(refused), "REQUEST_INVALID");
}

async fn facts_about_other_things_are_passed_by(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let label = LabelId::generate();
    tell(&world, "label.created", label, &case, Resource::new("label", label)).await;
    tell(&world, "label.attached", LabelId::generate(), &case, Resource::new("account", "1")).await;
    tell(&world, "label.attached", label, &case, on(&claim)).await;
    tell(&world, "label.attached", label, &case, on(&claim)).await;
    let id = label.to_string();
    eventually("the label is on it", async || world.list(&case.clinic, &id).await.len() == 1).await;
}

async fn who_waits_for_a_label_sees_it(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let label = LabelId::generate();
    tell(&world, "label.attached", label, &case, on(&claim)).await;
    let wait = async |who, position| {
        let request = world.signed(who, pb::WaitForLabelsRequest { position });
        world.claims().wait_for_labels(request).await.map(|answer| answer.into_inner().reached)
    };
    eventually("the follower is there", async || wait(&case.clinic, 1).await.unwrap()).await;
    assert_eq!(world.list(&case.clinic, &label.to_string()).await.len(), 1);
    assert!(!wait(&case.clinic, 3).await.unwrap(), "nobody waits for ever");
    assert_eq!(reason(wait(&nobody(&case.clinic), 1).await.unwrap_err()), "NOT_PERMITTED");
}
