//! Who may call what, and what stays within an organisation.

use fault::Kind;
use identity::{ActorRule, WorkloadName};
use proto::{
    feed::v1::{FollowRequest, feed_service_client::FeedServiceClient},
    timeline::v1::{self as pb, timeline_service_client::TimelineServiceClient},
};
use testkit::Engine;
use timeline::grpc::access::RULES;

use crate::world::{World, clerk, fault};

#[test]
fn whatever_is_done_for_people_comes_from_the_gateway_with_an_actor() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("TimelineService")) {
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
    let mut client = TimelineServiceClient::new(world.channel(WorkloadName::Claims).await);
    let request = world.by(&clerk(), pb::ListEntriesRequest::default());
    assert_eq!(client.list_entries(request).await.map_err(fault).unwrap_err().reason(), "CALLER_NOT_ALLOWED");
    let mut gateway = world.gateway().await;
    let refused = gateway.list_entries(pb::ListEntriesRequest::default()).await.map_err(fault).unwrap_err();
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
    let listed = timeline::app::PLATFORM_PURPOSES.into_iter().map(str::to_owned);
    assert_eq!(testkit::platform_purposes(env!("CARGO_MANIFEST_DIR")), listed.collect());
}
