//! HTTP/1 that is malformed, ambiguous or without measure: one refusal, the connection ends, nothing is kept.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::timeout,
};

use crate::{stub_claims::DRAFT, world::World};

/// What would be answered if a second request could be smuggled in.
const SMUGGLED: &str = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
const HOST: &str = "Host: localhost\r\n";
const FORM: &str = "Host: localhost\r\nAuthorization: Bearer the-token\r\nIdempotency-Key: a\r\nContent-Type: application/json\r\n";

/// Says something, and returns all that is answered until the other side ends the connection.
async fn say(world: &World, text: &[u8]) -> String {
    let mut tls = world.client().tls("localhost").await.unwrap();
    let mut said = vec![];
    let conversation = async {
        let (mut read, mut write) = tokio::io::split(&mut tls);
        // The other side may have had enough before the end.
        let _ = tokio::join!(write.write_all(text), read.read_to_end(&mut said));
    };
    timeout(Duration::from_secs(30), conversation).await.expect("the connection ends");
    String::from_utf8_lossy(&said).into_owned()
}

/// The statuses of the answers.
fn statuses(said: &str) -> Vec<&str> {
    said.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect()
}

/// Whoever is refused was refused once, and the house stands.
async fn is_refused(world: &World, name: &str, text: &[u8], allowed: &[&str]) {
    let said = say(world, text).await;
    let found = statuses(&said);
    assert!(found.len() <= 1 && found.iter().all(|status| allowed.contains(status)), "{name}: {said}");
    assert!(!said.contains("openapi"), "{name}: {said}");
}

#[tokio::test]
async fn sound_requests_follow_one_another_on_one_connection() {
    let world = World::start().await;
    let body = r#"{"name":"a","email":"a@example.jp","password":"x","roles":["viewer"]}"#;
    let text = format!(
        "GET / HTTP/1.1\r\n{HOST}\r\n\
         POST /api/v1/accounts HTTP/1.1\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n\
         POST /api/v1/accounts HTTP/1.1\r\n{FORM}Content-Length: {}\r\n\r\n{body}\
         GET https://localhost/api/v1/openapi.json HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n",
        body.len(),
        body.len(),
    );
    let said = say(&world, text.as_bytes()).await;
    assert_eq!(statuses(&said), ["303", "201", "201", "200"], "{said}");
    assert_eq!(world.stub.seen(|state| state.created.len()), 2);
    world.stop().await;
}

#[tokio::test]
async fn malformed_requests_are_refused() {
    let world = World::start().await;
    for (name, head) in [
        ("no request", "HELLO\r\n\r\n".to_owned()),
        ("HTTP/0.9", "GET /\r\n\r\n".into()),
        ("HTTP/3.0", format!("GET / HTTP/3.0\r\n{HOST}\r\n")),
        ("half of HTTP/2", format!("PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n{HOST}\r\n")),
        ("two spaces", format!("GET  / HTTP/1.1\r\n{HOST}\r\n")),
        ("no target", format!("GET HTTP/1.1\r\n{HOST}\r\n")),
        ("NUL in the target", format!("GET /\0 HTTP/1.1\r\n{HOST}\r\n")),
        ("NUL in a value", format!("GET / HTTP/1.1\r\n{HOST}X: a\0b\r\n\r\n")),
        ("a name with a space", format!("GET / HTTP/1.1\r\n{HOST}X Y: a\r\n\r\n")),
        ("a space before the colon", format!("GET / HTTP/1.1\r\n{HOST}Content-Length : 5\r\n\r\nabcde")),
        ("a line without a colon", format!("GET / HTTP/1.1\r\n{HOST}nonsense\r\n\r\n")),
        ("a folded line", format!("GET / HTTP/1.1\r\n{HOST}X: a\r\n b\r\n\r\n")),
        ("a folded first line", format!("GET / HTTP/1.1\r\n {HOST}\r\n")),
        ("lines that end in LF", "GET / HTTP/1.1\nHost: localhost\n\n".into()),
        ("one line that ends in LF", format!("GET / HTTP/1.1\r\n{HOST}X: a\n\r\n")),
        ("lines that end in CR", "GET / HTTP/1.1\rHost: localhost\r\r".into()),
        ("the wrong order", format!("HTTP/1.1 / GET\r\n{HOST}\r\n")),
        ("TLS in TLS", "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03\r\n\r\n".into()),
        ("an answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".into()),
    ] {
        is_refused(&world, name, format!("{head}{SMUGGLED}").as_bytes(), &["400", "505"]).await;
    }
    assert!(world.client().is_let_in("localhost").await);
    world.stop().await;
}

#[tokio::test]
async fn a_request_that_two_readers_could_cut_differently_is_refused() {
    let world = World::start().await;
    let chunked = "Transfer-Encoding: chunked\r\n";
    for (name, headers, body) in [
        ("a length and chunks", format!("Content-Length: 5\r\n{chunked}"), "0\r\n\r\n"),
        ("chunks and a length", format!("{chunked}Content-Length: 5\r\n"), "0\r\n\r\n"),
        ("two lengths", "Content-Length: 2\r\nContent-Length: 5\r\n".into(), "{}"),
        ("one length twice", "Content-Length: 2\r\nContent-Length: 2\r\n".into(), "{}"),
        ("a list of lengths", "Content-Length: 2, 2\r\n".into(), "{}"),
        ("a signed length", "Content-Length: +2\r\n".into(), "{}"),
        ("a length below nothing", "Content-Length: -1\r\n".into(), "{}"),
        ("a length beyond numbers", "Content-Length: 99999999999999999999999\r\n".into(), "{}"),
        ("a length that is none", "Content-Length: two\r\n".into(), "{}"),
        ("an unknown coding", "Transfer-Encoding: xchunked\r\n".into(), "0\r\n\r\n"),
        ("chunks within gzip", "Transfer-Encoding: chunked, gzip\r\n".into(), "0\r\n\r\n"),
        ("gzip within chunks", "Transfer-Encoding: gzip, chunked\r\n".into(), "0\r\n\r\n"),
        ("chunks twice", format!("{chunked}{chunked}"), "0\r\n\r\n"),
        ("chunks with a vertical tab", "Transfer-Encoding: \x0bchunked\r\n".into(), "0\r\n\r\n"),
        ("a chunk beyond numbers", chunked.into(), "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        ("a chunk below nothing", chunked.into(), "-2\r\n{}\r\n0\r\n\r\n"),
        ("a chunk of 0x2", chunked.into(), "0x2\r\n{}\r\n0\r\n\r\n"),
        ("a chunk that ends in LF", chunked.into(), "2\n{}\n0\n\n"),
        ("a chunk that is longer than it says", chunked.into(), "1\r\n{}\r\n0\r\n\r\n"),
        ("an extension that ends in LF", chunked.into(), "2;a\n{}\r\n0\r\n\r\n"),
    ] {
        let text = format!("POST /api/v1/accounts HTTP/1.1\r\n{FORM}{headers}\r\n{body}{SMUGGLED}");
        is_refused(&world, name, text.as_bytes(), &["400"]).await;
    }
    let old = format!("POST /api/v1/accounts HTTP/1.0\r\n{FORM}{chunked}\r\n0\r\n\r\n{SMUGGLED}");
    is_refused(&world, "chunks in HTTP/1.0", old.as_bytes(), &["400"]).await;
    assert!(world.stub.seen(|state| state.created.is_empty()), "nothing was created");
    world.stop().await;
}

#[tokio::test]
async fn requests_without_measure_are_refused_with_a_limit() {
    let world = World::start().await;
    let many = "X: a\r\n".repeat(101);
    let long = "a".repeat(128 * 1024);
    for (name, text, status) in [
        ("101 headers", format!("GET / HTTP/1.1\r\n{HOST}{many}\r\n"), "431"),
        ("a header of 128 KiB", format!("GET / HTTP/1.1\r\n{HOST}X: {long}\r\n\r\n"), "431"),
        ("a header's name of 128 KiB", format!("GET / HTTP/1.1\r\n{HOST}{long}: a\r\n\r\n"), "431"),
        ("a target of 128 KiB", format!("GET /{long} HTTP/1.1\r\n{HOST}\r\n"), "414"),
        ("a method of 128 KiB", format!("{long} / HTTP/1.1\r\n{HOST}\r\n"), "400"),
        ("128 KiB of nothing", "\r\n".repeat(64 * 1024), "400"),
        (
            "a cookie of 128 KiB",
            format!("GET / HTTP/1.1\r\n{HOST}Cookie: __Host-nekonote={long}\r\n\r\n"),
            "431",
        ),
    ] {
        is_refused(&world, name, text.as_bytes(), &[status, "431"]).await;
    }
    assert!(world.client().is_let_in("localhost").await);
    world.stop().await;
}

#[tokio::test]
async fn bodies_without_end_are_refused_with_a_limit_and_nothing_is_kept() {
    let world = World::start().await;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let document = format!("/api/v1/claims/{DRAFT}/documents?kind=statement&file_name=a.pdf");
    for (name, path, chunks) in [("a message", "/api/v1/accounts", 8), ("a document", document.as_str(), 340)]
    {
        let head = format!("POST {path} HTTP/1.1\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n");
        let said = say(&world, format!("{head}{}", chunk.repeat(chunks)).as_bytes()).await;
        // It may hang up while the client still sends, in which case the answer can be lost.
        assert!(statuses(&said).iter().all(|status| *status == "413"), "{name}: {said}");
    }
    let extension = format!("1;{}", "a".repeat(1024 * 1024));
    let head = format!("POST /api/v1/accounts HTTP/1.1\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n");
    is_refused(&world, "an extension of 1 MiB", format!("{head}{extension}").as_bytes(), &["400"]).await;
    let trailers = format!("0\r\n{}\r\n", "X: a\r\n".repeat(100_000));
    is_refused(&world, "100000 trailers", format!("{head}{trailers}").as_bytes(), &["400"]).await;
    assert!(world.stub.seen(|state| state.created.is_empty() && state.document.opening.is_none()));
    assert!(world.client().is_let_in("localhost").await);
    world.stop().await;
}
