//! How long a call may take.

use std::time::Duration;

use chassis::Limits;
use fault::Fault;
use tokio_stream::StreamExt as _;

use crate::{
    house::House,
    slow::{FOLLOW, READ, WAIT, streaming, unary},
};

const SHORT: Limits = Limits {
    deadline: Duration::from_millis(100),
    upload: Duration::from_secs(300),
    in_flight: 8,
    connection_age: Duration::from_secs(900),
    recheck: Duration::from_millis(50),
};

#[tokio::test]
async fn a_slow_unary_call_is_cut() {
    let house = House::open(SHORT).await;
    let fault = Fault::from(unary(house.channel(), WAIT).await.expect_err("cut"));
    assert_eq!(fault.reason(), "DEADLINE_EXCEEDED");
    house.running.stop().await.expect("drained");
}

#[tokio::test]
async fn a_stream_outlives_the_deadline() {
    let house = House::open(SHORT).await;
    let mut words = streaming(house.channel(), READ).await.expect("a stream");
    assert_eq!(words.next().await.expect("a word").expect("a word"), "at once");
    // Not waiting for anything to happen, but for the deadline not to.
    tokio::time::sleep(SHORT.deadline * 3).await;
    house.slow.let_go.add_permits(1);
    words.next().await.expect("another word").expect("not cut");
    house.running.stop().await.expect("drained");
}

#[tokio::test]
async fn an_endless_stream_ends_with_its_connections_age() {
    let house = House::open(Limits { connection_age: Duration::from_millis(200), ..SHORT }).await;
    let mut words = streaming(house.channel(), FOLLOW).await.expect("a stream");
    assert_eq!(words.next().await.expect("a word").expect("a word"), "at once");
    assert!(words.next().await.is_none());
    house.running.stop().await.expect("drained");
}
