//! Who sees which deliveries.

use fault::Kind;
use identity::{OrganisationKind, Role};
use proto::notifications::v1::{self as pb, DeliveryState};
use testkit::Engine;

use crate::world::{POLICYHOLDER, World, actor, fault, operator};

testkit::on_both!(
    an_organisation_sees_those_on_its_behalf_and_the_operator_all,
    pages_follow_each_other_newest_first,
    who_may_not_read_deliveries_is_refused,
);

async fn an_organisation_sees_those_on_its_behalf_and_the_operator_all(engine: Engine) {
    let world = World::start(engine).await;
    let (claim, _) = world.happens("claim.approved", POLICYHOLDER);
    world.settled(claim, 2, DeliveryState::Sent).await;
    let (operator, stranger) = (operator(), actor(OrganisationKind::Clinic, Role::ClaimsClerk));
    let templates = async |by| {
        let mut seen: Vec<_> =
            world.list(by, "").await.unwrap().into_iter().map(|one| one.template).collect();
        seen.sort();
        seen
    };
    assert_eq!(templates(&world.clinic).await, ["claim_approved_to_clinic"]);
    assert_eq!(templates(&world.insurer).await, ["claim_approved_to_policyholder"]);
    assert_eq!(templates(&operator).await, ["claim_approved_to_clinic", "claim_approved_to_policyholder"]);
    assert!(templates(&stranger).await.is_empty());
    assert!(world.list(&operator, "another").await.unwrap().is_empty());
    world.stop().await;
}

async fn pages_follow_each_other_newest_first(engine: Engine) {
    let world = World::start(engine).await;
    for _ in 0..3 {
        let (claim, _) = world.happens("claim.approved", POLICYHOLDER);
        world.settled(claim, 2, DeliveryState::Sent).await;
    }
    let all: Vec<_> = world.list(&operator(), "").await.unwrap().into_iter().map(|one| one.id).collect();
    assert!(all.is_sorted_by(|newer, older| newer > older) && all.len() == 6, "{all:?}");
    let (mut seen, mut cursor, mut gateway) = (vec![], String::new(), world.gateway().await);
    loop {
        let request =
            pb::ListDeliveriesRequest { limit: 4, cursor: cursor.clone(), subject_id: String::new() };
        let page = gateway.list_deliveries(world.by(&operator(), request)).await.unwrap().into_inner();
        seen.extend(page.deliveries.into_iter().map(|one| one.id));
        cursor = page.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(seen, all);
    world.stop().await;
}

async fn who_may_not_read_deliveries_is_refused(engine: Engine) {
    let world = World::start(engine).await;
    let viewer = actor(OrganisationKind::Clinic, Role::Viewer);
    let request = world.by(&viewer, pb::ListDeliveriesRequest::default());
    let refused = world.gateway().await.list_deliveries(request).await.map_err(fault).unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Forbidden, "NOT_PERMITTED"));
    world.stop().await;
}
