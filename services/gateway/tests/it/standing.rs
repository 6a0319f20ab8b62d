//! Rights that end while somebody sends or reads end the sending and the reading.

use chrono::TimeDelta;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use crate::{
    stub_claims::{DOCUMENT, DRAFT},
    world::World,
};

/// An answer of accounts is used for less than this.
const KEPT: TimeDelta = TimeDelta::seconds(5);

/// Writes a head, and what there is of a body.
async fn begin(world: &World, line: &str, more: &str) -> TlsStream<TcpStream> {
    let mut tls = world.client().tls("localhost").await.unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nhost: localhost:{}\r\nauthorization: Bearer the-token\r\n",
        world.address.port()
    );
    tls.write_all(format!("{head}{more}").as_bytes()).await.unwrap();
    tls
}

/// Reads until there is such a word.
async fn read_until(tls: &mut TlsStream<TcpStream>, word: &str) -> String {
    let (mut text, mut bytes) = (String::new(), [0; 4096]);
    while !text.contains(word) {
        let size = tls.read(&mut bytes).await.unwrap();
        assert!(size > 0, "ended: {text}");
        text.push_str(&String::from_utf8_lossy(&bytes[..size]));
    }
    text
}

#[tokio::test]
async fn an_upload_is_cut_when_its_caller_is_no_longer_known() {
    let world = World::start().await;
    let line = format!("POST /api/v1/claims/{DRAFT}/documents?kind=statement&file_name=a.pdf");
    let more = "idempotency-key: k\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n";
    let mut tls = begin(&world, &line, more).await;
    testkit::eventually("the caller is known", async || world.stub.seen(|state| state.authenticated) > 0)
        .await;
    world.stub.forget();
    world.clock.advance(KEPT);
    let answer = read_until(&mut tls, "CREDENTIAL_UNKNOWN").await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(world.stub.seen(|state| state.document.opening.is_none()), "nothing was kept");
    world.stop().await;
}

#[tokio::test]
async fn a_silent_download_is_cut_when_its_caller_is_no_longer_known() {
    let world = World::start().await;
    world.stub.state.lock().unwrap().endless = true;
    let line = format!("GET /api/v1/claims/{DRAFT}/documents/{DOCUMENT}");
    let mut tls = begin(&world, &line, "\r\n").await;
    let answer = read_until(&mut tls, "alert(1)").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    world.stub.forget();
    world.clock.advance(KEPT);
    let mut rest = vec![];
    // Cut, and not ended: the last chunk never comes.
    let _ = tls.read_to_end(&mut rest).await;
    assert!(!String::from_utf8_lossy(&rest).contains("\r\n0\r\n"), "{rest:?}");
    world.stop().await;
}

#[tokio::test]
async fn a_long_upload_whose_caller_stands_is_left_alone() {
    let world = World::start().await;
    let line = format!("POST /api/v1/claims/{DRAFT}/documents?kind=statement&file_name=a.pdf");
    let more = "idempotency-key: k\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n";
    let mut tls = begin(&world, &line, more).await;
    let asked = || world.stub.seen(|state| state.authenticated);
    testkit::eventually("the caller is known", async || asked() > 0).await;
    for _ in 0..2 {
        let before = asked();
        world.clock.advance(KEPT);
        testkit::eventually("accounts is asked again", async || asked() > before).await;
    }
    tls.write_all(b"0\r\n\r\n").await.unwrap();
    let answer = read_until(&mut tls, DOCUMENT).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(world.stub.seen(|state| state.document.bytes), 4);
    world.stop().await;
}
