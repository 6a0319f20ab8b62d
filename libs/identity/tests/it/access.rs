//! The table: which workload may call what, and for whom.

use identity::{Caller, Rule, WorkloadName};
use rcgen::SanType;
use testkit::workload_shape;
use tonic::Request;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::house::{CHECK, House, WATCH, check, refusal, signed};

#[tokio::test]
async fn an_rpc_without_a_rule_is_refused() {
    let house = House::with(vec![Rule::for_workloads(WATCH, &[Caller::Gateway])]).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    assert_eq!(refusal(&house.channel(&gateway), None).await, "CALLER_NOT_ALLOWED");
    assert!(house.seen.lock().unwrap().is_none());
}

#[tokio::test]
async fn a_workload_that_the_rule_does_not_name_is_refused() {
    let house = House::with(vec![Rule::for_workloads(CHECK, &[Caller::Gateway])]).await;
    let (labels, _) = house.guest(WorkloadName::Labels).await;
    assert_eq!(refusal(&house.channel(&labels), None).await, "CALLER_NOT_ALLOWED");
}

#[tokio::test]
async fn a_certificate_of_ours_that_names_no_workload_is_refused() {
    let house = House::open().await;
    let mut shape = workload_shape(WorkloadName::Gateway);
    shape.subject_alt_names = vec![SanType::URI("spiffe://nekonote/billing".try_into().unwrap())];
    let stranger = house.pki.workload.issue(&shape);
    // Its handshake is sound: only its name is not.
    assert_eq!(refusal(&house.channel_of(&stranger), None).await, "WORKLOAD_UNKNOWN");
}

#[tokio::test]
async fn of_two_rules_for_one_path_the_first_stands() {
    let rules = vec![
        Rule::for_workloads(CHECK, &[Caller::Gateway]),
        Rule::for_workloads(CHECK, &[Caller::Gateway, Caller::Labels]),
    ];
    let house = House::with(rules).await;
    let (labels, _) = house.guest(WorkloadName::Labels).await;
    assert_eq!(refusal(&house.channel(&labels), None).await, "CALLER_NOT_ALLOWED");
}

#[tokio::test]
async fn a_required_actor_reaches_the_handler() {
    let house = House::with(vec![Rule::for_actors(CHECK, &[Caller::Gateway])]).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let actor = house.clerk();
    check(&house.channel(&gateway), Some(&signed(&house, &actor))).await.unwrap();
    assert_eq!(house.seen.lock().unwrap().take(), Some((WorkloadName::Gateway, Some(actor))));
}

#[tokio::test]
async fn a_required_actor_that_is_missing_or_there_twice_is_refused() {
    let house = House::with(vec![Rule::for_actors(CHECK, &[Caller::Gateway])]).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let channel = house.channel(&gateway);
    assert_eq!(refusal(&channel, None).await, "ACTOR_MISSING");
    let mut twice = Request::new(HealthCheckRequest { service: String::new() });
    for _ in 0..2 {
        let actor = signed(&house, &house.clerk()).parse().unwrap();
        twice.metadata_mut().append(identity::ACTOR_KEY, actor);
    }
    let status = HealthClient::new(channel).check(twice).await.unwrap_err();
    assert_eq!(fault::Fault::from(status).reason(), "ACTOR_MISSING");
}

#[tokio::test]
async fn an_actor_is_refused_when_its_ten_seconds_are_over() {
    let house = House::with(vec![Rule::for_actors(CHECK, &[Caller::Gateway])]).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let channel = house.channel(&gateway);
    let text = signed(&house, &house.clerk());
    house.clock.advance(chrono::TimeDelta::milliseconds(9_999));
    check(&channel, Some(&text)).await.unwrap();
    house.clock.advance(chrono::TimeDelta::milliseconds(1));
    assert_eq!(refusal(&channel, Some(&text)).await, "ACTOR_EXPIRED");
}

#[tokio::test]
async fn a_workload_only_rpc_gives_the_handler_no_actor() {
    let house = House::open().await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    check(&house.channel(&gateway), Some(&signed(&house, &house.clerk()))).await.unwrap();
    assert_eq!(house.seen.lock().unwrap().take(), Some((WorkloadName::Gateway, None)));
}

#[tokio::test]
async fn even_an_allowed_caller_needs_the_actor_of_this_service() {
    let house = House::with(vec![Rule::for_actors(CHECK, &[Caller::Gateway])]).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let now = calendar::Clock::now(&house.clock);
    let elsewhere = house.signer.sign(&house.clerk(), "labels", "fingerprint", now);
    assert_eq!(refusal(&house.channel(&gateway), Some(&elsewhere)).await, "ACTOR_AUDIENCE_WRONG");
}
