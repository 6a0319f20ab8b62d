//! Slow and silent clients are cut while others are served; requests under way are finished at the end.

use std::time::Duration;

use gateway::edge::Limits;
use testkit::eventually;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{client::Client, stub_claims::DRAFT, world::World};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(200);

fn patient() -> Limits {
    Limits {
        handshake: LONG,
        first_byte: LONG,
        headers: LONG,
        idle_body: LONG,
        body_window: LONG,
        ..Limits::default()
    }
}

/// Whether the other side ends the connection before the test loses patience.
async fn is_cut(mut stream: impl tokio::io::AsyncRead + Unpin) -> bool {
    let mut rest = vec![];
    timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test]
async fn half_a_handshake_is_cut() {
    let world = World::start_with(Limits { handshake: SHORT, ..patient() }).await;
    let mut tcp = TcpStream::connect(world.address).await.unwrap();
    tcp.write_all(&[0x16, 0x03, 0x01]).await.unwrap();
    assert!(is_cut(tcp).await);
    world.stop().await;
}

#[tokio::test]
async fn a_silent_client_is_cut() {
    let world = World::start_with(Limits { first_byte: SHORT, ..patient() }).await;
    assert!(is_cut(world.client().tls("localhost").await.unwrap()).await);
    world.stop().await;
}

#[tokio::test]
async fn slow_headers_are_cut_while_others_are_served() {
    let world = World::start_with(Limits { headers: SHORT, ..patient() }).await;
    for begin in ["GET / HTTP/1.1\r\nHost: localhost\r\nX: ", "PRI * HTTP/2.0\r\n"] {
        let mut tls = world.client().tls("localhost").await.unwrap();
        tls.write_all(begin.as_bytes()).await.unwrap();
        assert_eq!(world.portal().await.get("/api/v1/openapi.json", &[]).await.status, 200);
        assert!(is_cut(tls).await, "{begin}");
    }
    world.stop().await;
}

#[tokio::test]
async fn slow_bodies_are_cut() {
    for limits in [Limits { idle_body: SHORT, ..patient() }, Limits { body_window: SHORT, ..patient() }] {
        let world = World::start_with(limits).await;
        let mut tls = Client::new(&world, Some(&world.device)).tls("localhost").await.unwrap();
        let head = "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n\r\na=";
        tls.write_all(head.as_bytes()).await.unwrap();
        assert!(is_cut(tls).await);
        world.stop().await;
    }
}

#[tokio::test]
async fn one_address_has_only_its_share_of_connections() {
    let world = World::start_with(Limits { connections_per_address: 2, ..patient() }).await;
    let (first, second) = (world.client().tls("localhost").await, world.client().tls("localhost").await);
    assert!(first.is_ok() && second.is_ok());
    assert!(world.client().tls("localhost").await.is_err());
    drop(first);
    eventually("the place is free again", async || world.client().tls("localhost").await.is_ok()).await;
    world.stop().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let world = World::start().await;
    let headers = [
        ("authorization", "Bearer the-token"),
        ("content-type", "application/json"),
        ("idempotency-key", "a"),
    ];
    let answer = world.portal().await.post("/api/v1/accounts", &headers, vec![b' '; 65 * 1024]).await;
    assert_eq!((answer.status, answer.problem().as_str()), (413, "BODY_TOO_LARGE"));
    world.stop().await;
}

#[tokio::test]
async fn the_end_closes_idle_connections_at_once() {
    let world = World::start_with(patient()).await;
    let mut idle = world.portal().await;
    assert_eq!(idle.get("/api/v1/openapi.json", &[]).await.status, 200);
    timeout(Duration::from_secs(5), world.stop()).await.expect("a drain without waiting");
    assert!(idle.try_get("/").await.is_none());
}

#[tokio::test]
async fn the_end_lets_a_request_under_way_finish() {
    let world = World::start_with(patient()).await;
    let mut tls = world.client().tls("localhost").await.unwrap();
    let head = format!(
        "POST /api/v1/claims/{DRAFT}/documents?kind=image&file_name=a.png HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: Bearer the-token\r\nIdempotency-Key: a\r\nContent-Length: 6\r\n\r\nabc"
    );
    tls.write_all(head.as_bytes()).await.unwrap();
    eventually("the request is under way", async || world.stub.seen(|state| state.authenticated) == 1).await;
    let end = tokio::spawn(world.stop());
    tls.write_all(b"def").await.unwrap();
    let mut answer = String::new();
    tls.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    end.await.unwrap();
}
