//! Who may call what.

use std::time::Duration;

use chassis::Limits;
use fault::{Fault, Kind};
use tokio_stream::StreamExt as _;

use crate::{
    house::House,
    slow::{FOLLOW, SECRET, WAIT, streaming, unary},
};

#[tokio::test]
async fn an_rpc_that_no_rule_names_is_refused() {
    let house = House::open(Limits::default()).await;
    let fault = Fault::from(unary(house.channel(), SECRET).await.expect_err("refused"));
    assert_eq!(fault.kind(), Kind::Forbidden);
}

#[tokio::test]
async fn a_caller_that_no_rule_names_is_refused() {
    let house = House::open(Limits::default()).await;
    let fault = Fault::from(unary(house.stranger(), WAIT).await.expect_err("refused"));
    assert_eq!(fault.kind(), Kind::Forbidden);
}

#[tokio::test]
async fn any_workload_may_ask_for_health_and_hears_when_it_is_held() {
    let house = House::open(Limits::default()).await;
    let readiness = house.running.readiness().expect("a readiness");
    chassis::ask_health(house.raw_channel()).await.expect("serving");
    readiness.hold("store").await;
    readiness.hold("feed").await;
    readiness.release("feed").await;
    let refused = chassis::ask_health(house.raw_channel()).await.expect_err("not serving");
    assert!(refused.to_string().contains("NOT_SERVING"), "{refused}");
    readiness.release("store").await;
    chassis::ask_health(house.raw_channel()).await.expect("serving again");
}

#[tokio::test]
async fn an_endless_stream_ends_when_its_caller_is_revoked() {
    let house = House::open(Limits { recheck: Duration::from_millis(50), ..Limits::default() }).await;
    let mut words = streaming(house.channel(), FOLLOW).await.expect("a stream");
    assert_eq!(words.next().await.expect("a word").expect("a word"), "at once");
    house.revoke("gateway").await;
    let fault = Fault::from(words.next().await.expect("an end").expect_err("refused"));
    assert_eq!((fault.kind(), fault.reason()), (Kind::Unauthenticated, "WORKLOAD_REVOKED"));
}
