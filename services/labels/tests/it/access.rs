//! Who may call what, and what stays within an organisation.

use fault::Kind;
use identity::{ActorRule, OrganisationKind, Role, WorkloadName};
use labels::grpc::access::RULES;
use proto::labels::v1 as pb;
use testkit::Engine;
use uuid::Uuid;

use crate::world::{World, actor, clerk, fault, new_label};

#[test]
fn whatever_is_done_for_people_comes_from_the_gateway_with_an_actor() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("LabelsService")) {
        assert_eq!(
            (rule.callers, rule.actor),
            (&[WorkloadName::Gateway][..], ActorRule::Required),
            "{}",
            rule.path
        );
    }
}

testkit::on_both!(
    a_viewer_reads_and_changes_nothing,
    another_workload_is_refused,
    a_request_without_an_actor_is_refused,
    another_organisations_labels_are_not_there,
);

async fn a_viewer_reads_and_changes_nothing(engine: Engine) {
    let world = World::start(engine).await;
    let viewer = actor(OrganisationKind::Insurer, Role::Viewer);
    let mut gateway = world.gateway().await;
    assert_eq!(world.create(&viewer, "要確認").await.unwrap_err().kind(), Kind::Forbidden);
    let target = Some(pb::Target { kind: "claim".into(), id: Uuid::now_v7().to_string() });
    let (request_id, label_id) = (Uuid::new_v4().to_string(), Uuid::now_v7().to_string());
    let attach = pb::AttachLabelRequest { request_id, label_id, target };
    let refused = gateway.attach_label(world.by(&viewer, attach)).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "NOT_PERMITTED");
    assert!(gateway.list_labels(world.by(&viewer, pb::ListLabelsRequest::default())).await.is_ok());
    world.stop().await;
}

async fn another_workload_is_refused(engine: Engine) {
    let world = World::start(engine).await;
    let channel = world.channel(WorkloadName::Claims).await;
    let mut client = pb::labels_service_client::LabelsServiceClient::new(channel);
    let refused = client.create_label(world.by(&clerk(), new_label("x"))).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "CALLER_NOT_ALLOWED");
    world.stop().await;
}

async fn a_request_without_an_actor_is_refused(engine: Engine) {
    let world = World::start(engine).await;
    let refused = world.gateway().await.create_label(new_label("x")).await.map_err(fault).unwrap_err();
    assert_eq!(refused.kind(), Kind::Unauthenticated);
    world.stop().await;
}

async fn another_organisations_labels_are_not_there(engine: Engine) {
    let world = World::start(engine).await;
    let (owner, stranger) = (clerk(), clerk());
    let label_id = world.create(&owner, "要確認").await.unwrap().label_id;
    let mut gateway = world.gateway().await;
    let list = gateway.list_labels(world.by(&stranger, pb::ListLabelsRequest::default())).await.unwrap();
    assert!(list.into_inner().labels.is_empty());
    for label_id in [label_id, Uuid::now_v7().to_string(), "no-id".into()] {
        let target = Some(pb::Target { kind: "claim".into(), id: Uuid::now_v7().to_string() });
        let attach = pb::AttachLabelRequest { request_id: Uuid::new_v4().to_string(), label_id, target };
        let refused = gateway.attach_label(world.by(&stranger, attach)).await.map_err(fault).unwrap_err();
        assert_eq!((refused.kind(), refused.reason()), (Kind::NotFound, "LABEL_NOT_FOUND"));
    }
    world.stop().await;
}
