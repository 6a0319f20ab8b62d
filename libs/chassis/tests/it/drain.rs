//! What shutdown does to what is under way: nothing.

use chassis::Limits;
use tokio_stream::StreamExt as _;

use crate::{
    house::House,
    slow::{FOLLOW, READ, WAIT, streaming, unary},
};

#[tokio::test]
async fn a_unary_call_in_flight_survives_shutdown() {
    let house = House::open(Limits::default()).await;
    let call = tokio::spawn(unary(house.channel(), WAIT));
    house.slow.entered.acquire().await.expect("the call comes in").forget();
    let (slow, drained) = (house.slow.clone(), tokio::spawn(house.running.stop()));
    house.process.shutdown.cancelled().await;
    assert!(!drained.is_finished());
    slow.let_go.add_permits(1);
    call.await.expect("a call").expect("an answer");
    drained.await.expect("a drain").expect("drained");
}

#[tokio::test]
async fn a_stream_under_way_is_finished() {
    let house = House::open(Limits::default()).await;
    let mut words = streaming(house.channel(), READ).await.expect("a stream");
    assert_eq!(words.next().await.expect("a word").expect("a word"), "at once");
    house.slow.entered.acquire().await.expect("the stream waits").forget();
    let drained = tokio::spawn(house.running.stop());
    house.process.shutdown.cancelled().await;
    house.slow.let_go.add_permits(1);
    words.next().await.expect("another word").expect("another word");
    assert!(words.next().await.is_none());
    drained.await.expect("a drain").expect("drained");
}

#[tokio::test]
async fn an_endless_stream_ends_well_at_shutdown() {
    let house = House::open(Limits::default()).await;
    let mut words = streaming(house.channel(), FOLLOW).await.expect("a stream");
    assert_eq!(words.next().await.expect("a word").expect("a word"), "at once");
    house.running.stop().await.expect("drained");
    assert!(words.next().await.is_none());
}

#[tokio::test]
async fn a_stopping_service_says_so_in_health() {
    let house = House::open(Limits::default()).await;
    let readiness = house.running.readiness().expect("a readiness").clone();
    chassis::ask_health(house.raw_channel()).await.expect("serving");
    let call = tokio::spawn(unary(house.channel(), WAIT));
    house.slow.entered.acquire().await.expect("the call comes in").forget();
    house.slow.let_go.add_permits(1);
    house.running.stop().await.expect("drained");
    assert!(!readiness.is_serving().await);
    let _ = call.await;
}
