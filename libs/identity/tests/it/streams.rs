//! A stream is let through once and checked for as long as it lasts.

use chrono::TimeDelta;
use fault::Fault;
use identity::{Caller, Rule, WorkloadName};
use tonic::{Streaming, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse, health_client::HealthClient};

use crate::house::{House, WATCH};

async fn house() -> House {
    House::with(vec![Rule::for_workloads(WATCH, &[Caller::Gateway, Caller::Timeline])]).await
}

/// A stream that has said something, and then says nothing for ever.
async fn stream(channel: Channel) -> Streaming<HealthCheckResponse> {
    let mut health = HealthClient::new(channel);
    let request = HealthCheckRequest { service: String::new() };
    let mut stream = health.watch(request).await.unwrap().into_inner();
    stream.message().await.unwrap().unwrap();
    stream
}

/// Why it ended.
async fn end(mut stream: Streaming<HealthCheckResponse>) -> String {
    Fault::from(stream.message().await.unwrap_err()).reason().to_owned()
}

#[tokio::test]
async fn a_silent_stream_ends_when_its_caller_is_revoked_and_others_go_on() {
    let house = house().await;
    let (gateway, leaf) = house.guest(WorkloadName::Gateway).await;
    let (timeline, _) = house.guest(WorkloadName::Timeline).await;
    let (revoked, mut other) =
        (stream(house.channel(&gateway)).await, stream(house.channel(&timeline)).await);
    house.pki.workload.write_crl(&house.files.crls[0], 2, &[&leaf]);
    house.server.reload().await.unwrap();
    assert_eq!(end(revoked).await, "WORKLOAD_REVOKED");
    let still = tokio::time::timeout(std::time::Duration::from_millis(100), other.message()).await;
    assert!(still.is_err(), "{still:?}");
}

#[tokio::test]
async fn a_stream_ends_when_its_callers_certificate_runs_out() {
    let house = house().await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let stream = stream(house.channel(&gateway)).await;
    house.clock.advance(TimeDelta::days(31));
    assert_eq!(end(stream).await, "WORKLOAD_EXPIRED");
}

#[tokio::test]
async fn a_stream_ends_when_nobody_can_say_whether_its_caller_is_revoked() {
    let house = house().await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let stream = stream(house.channel(&gateway)).await;
    house.clock.advance(TimeDelta::hours(25));
    assert_eq!(end(stream).await, "WORKLOAD_REVOCATION_UNKNOWN");
}
