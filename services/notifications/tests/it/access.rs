//! Who may call what, and what stays within an organisation.

use fault::Kind;
use identity::{ActorRule, WorkloadName};
use notifications::grpc::access::RULES;
use proto::{
    feed::v1::{FollowRequest, feed_service_client::FeedServiceClient},
    notifications::v1::{self as pb, notifications_service_client::NotificationsServiceClient},
};
use testkit::Engine;

use crate::world::{World, fault, operator};

#[test]
fn whatever_is_done_for_people_comes_from_the_gateway_with_an_actor() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("NotificationsService")) {
        assert_eq!(
            (rule.callers, rule.actor),
            (&[WorkloadName::Gateway][..], ActorRule::Required),
            "{}",
            rule.path
        );
    }
}

testkit::on_both!(another_workload_is_refused, the_feed_is_for_timeline_alone);

async fn another_workload_is_refused(engine: Engine) {
    let world = World::start(engine).await;
    let mut client = NotificationsServiceClient::new(world.channel(WorkloadName::Claims).await);
    let request = world.by(&operator(), pb::ListDeliveriesRequest::default());
    assert_eq!(
        client.list_deliveries(request).await.map_err(fault).unwrap_err().reason(),
        "CALLER_NOT_ALLOWED"
    );
    let mut gateway = world.gateway().await;
    let refused =
        gateway.list_deliveries(pb::ListDeliveriesRequest::default()).await.map_err(fault).unwrap_err();
    assert_eq!(refused.kind(), Kind::Unauthenticated);
    world.stop().await;
}

async fn the_feed_is_for_timeline_alone(engine: Engine) {
    let world = World::start(engine).await;
    let mut client = FeedServiceClient::new(world.channel(WorkloadName::Gateway).await);
    let refused = client.follow(FollowRequest { after_position: 0 }).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "CALLER_NOT_ALLOWED");
    world.stop().await;
}

/// The use cases that run on behalf of the platform are those in the table.
#[test]
fn every_platform_purpose_is_listed() {
    let listed = notifications::app::PLATFORM_PURPOSES.into_iter().map(str::to_owned);
    assert_eq!(testkit::platform_purposes(env!("CARGO_MANIFEST_DIR")), listed.collect());
}
