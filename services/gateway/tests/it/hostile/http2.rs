//! HTTP/2 against itself: floods of resets, settings, pings, continuations and streams, answers that nobody takes, and
//! heads that are none. The connection ends or the stream does; everybody else is served.

use std::time::Duration;

use gateway::edge::Limits;

use super::frames::{
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, Frame, GOAWAY, HEADERS, PING, REFUSED_STREAM,
    RST_STREAM, SETTINGS, WINDOW_UPDATE, begin, block, frame, request, talk,
};
use crate::world::World;

const SHORT: Duration = Duration::from_millis(300);
const WHOLE: u8 = END_HEADERS | END_STREAM;

/// Streams of a client have odd numbers.
fn streams(count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(|number| 2 * number + 1)
}

fn never(_: &[Frame]) -> bool {
    false
}

async fn is_healthy(world: &World) -> bool {
    let answer = world.client().get_by_http2("localhost", "/api/v1/openapi.json", &[]).await;
    answer.is_some_and(|answer| answer.status == 200)
}

#[tokio::test]
async fn a_sound_conversation_is_answered() {
    let world = World::start().await;
    // Room for the whole answer: on the stream, which is setting 4, and on the connection.
    let room = 1 << 20;
    let widen = frame(WINDOW_UPDATE, 0, 0, &u32::to_be_bytes(room));
    let says = [begin(&[(4, room)]), widen, frame(HEADERS, WHOLE, 1, &request("GET", &[]))].concat();
    let answered =
        |frames: &[Frame]| frames.iter().any(|frame| frame.stream == 1 && frame.flags & END_STREAM != 0);
    let frames = talk(&world, says, answered).await;
    assert!(frames.iter().any(Frame::is_ok), "{frames:?}");
    world.stop().await;
}

#[tokio::test]
async fn a_flood_of_resets_ends_the_connection() {
    let world = World::start().await;
    let mut says = begin(&[]);
    for stream in streams(20_000) {
        says.extend(frame(HEADERS, WHOLE, stream, &request("GET", &[])));
        says.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
    }
    let frames = talk(&world, says, never).await;
    assert!(frames.iter().filter(|frame| frame.is_ok()).count() < 2_000, "most were never begun");
    assert!(is_healthy(&world).await);
    world.stop().await;
}

#[tokio::test]
async fn a_flood_of_continuations_ends_the_connection() {
    let world = World::start().await;
    let mut says = begin(&[]);
    says.extend(frame(HEADERS, 0, 1, &request("GET", &[])));
    for _ in 0..20_000 {
        says.extend(frame(CONTINUATION, 0, 1, &block(&[("x", "y")])));
    }
    let frames = talk(&world, says, never).await;
    assert!(!frames.iter().any(Frame::is_ok));
    assert!(is_healthy(&world).await);
    world.stop().await;
}

#[tokio::test]
async fn floods_that_ask_for_nothing_end_the_connection() {
    let world = World::start_with(Limits { headers: SHORT, first_byte: SHORT, ..Limits::default() }).await;
    for (name, one) in [
        ("settings", frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0xff, 0xff])),
        ("pings", frame(PING, 0, 0, &[0; 8])),
        ("answers to pings", frame(PING, ACK, 0, &[0; 8])),
        ("priorities", frame(2, 0, 1, &[0, 0, 0, 3, 9])),
        ("unknown frames", frame(0xbe, 0, 0, &[0; 64])),
    ] {
        let frames = talk(&world, [begin(&[]), one.repeat(100_000)].concat(), never).await;
        assert!(!frames.iter().any(Frame::is_ok), "{name}");
        assert!(is_healthy(&world).await, "{name}");
    }
    world.stop().await;
}

#[tokio::test]
async fn streams_beyond_the_limit_are_refused() {
    let world = World::start_with(Limits { streams: 10, ..Limits::default() }).await;
    let mut says = begin(&[]);
    for stream in streams(30) {
        // A body is announced and does not come.
        let path = "/oauth2/token";
        let fields =
            [(":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", path)];
        let form = [("content-type", "application/x-www-form-urlencoded")];
        says.extend(frame(HEADERS, END_HEADERS, stream, &block(&[&fields[..], &form].concat())));
    }
    let refused = |frame: &&Frame| frame.kind == RST_STREAM && frame.code() == REFUSED_STREAM;
    let frames = talk(&world, says, |frames| frames.iter().filter(refused).count() == 20).await;
    assert_eq!(frames.iter().filter(refused).count(), 20, "{frames:?}");
    assert!(is_healthy(&world).await);
    world.stop().await;
}

#[tokio::test]
async fn an_answer_that_nobody_takes_ends_the_connection() {
    let world = World::start_with(Limits { idle_body: SHORT, ..Limits::default() }).await;
    // A window of nothing: the answer is ready and may not be sent. Pings are answered, so the connection looks alive.
    let says = [begin(&[(4, 0)]), frame(HEADERS, WHOLE, 1, &request("GET", &[]))].concat();
    let frames = talk(&world, says, never).await;
    assert!(frames.iter().any(Frame::is_ok), "it was answered: {frames:?}");
    assert!(!frames.iter().any(|frame| frame.kind == DATA));
    assert!(is_healthy(&world).await);
    world.stop().await;
}

#[tokio::test]
async fn a_body_of_empty_pieces_is_cut() {
    let limits = Limits { body_window: SHORT, ..Limits::default() };
    let world = World::start_with(limits).await;
    let fields =
        [(":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", "/oauth2/token")];
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let mut says = begin(&[]);
    says.extend(frame(HEADERS, END_HEADERS, 1, &block(&[&fields[..], &form].concat())));
    says.extend(frame(DATA, 0, 1, &[]).repeat(1_000));
    let over = |frames: &[Frame]| frames.iter().any(|frame| frame.stream == 1 && frame.kind == HEADERS);
    let frames = talk(&world, says, over).await;
    assert!(!frames.iter().any(Frame::is_ok), "{frames:?}");
    assert!(is_healthy(&world).await);
    world.stop().await;
}

#[tokio::test]
async fn heads_that_are_none_are_not_answered_as_if_they_were() {
    let world = World::start().await;
    let good = [
        (":method", "GET"),
        (":scheme", "https"),
        (":authority", "localhost"),
        (":path", "/api/v1/openapi.json"),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&good[..], more].concat();
    let long: &'static str = "a".repeat(20_000).leak();
    for (name, fields) in [
        ("no path", good[..3].to_vec()),
        ("no method", good[1..].to_vec()),
        ("two paths", with(&[(":path", "/")])),
        ("an unknown pseudo-header", with(&[(":tenant", "x")])),
        ("an answer's pseudo-header", with(&[(":status", "200")])),
        ("a pseudo-header behind", with(&[("x", "y"), (":authority", "localhost")])),
        ("upper case", with(&[("X-Upper", "y")])),
        ("a connection", with(&[("connection", "keep-alive")])),
        ("chunks", with(&[("transfer-encoding", "chunked")])),
        ("another host", with(&[("host", "127.0.0.1")])),
        ("two hosts", with(&[("host", "localhost"), ("host", "localhost")])),
        ("a line in a value", with(&[("x", "a\r\nhost: evil")])),
        ("NUL in a value", with(&[("x", "a\0b")])),
        ("more headers than fit", with(&[("x", long), ("y", long)])),
        (
            "without TLS",
            with(&[])
                .into_iter()
                .map(|(name, value)| (name, if value == "https" { "http" } else { value }))
                .collect(),
        ),
        ("another way up", [with(&[(":protocol", "websocket")])].concat()),
    ] {
        let mut says = begin(&[]);
        let whole = block(&fields);
        let mut pieces = whole.chunks(16_000);
        let first = pieces.next().unwrap();
        let rest: Vec<_> = pieces.collect();
        let last = |is_last| if is_last { END_HEADERS } else { 0 };
        says.extend(frame(HEADERS, END_STREAM | last(rest.is_empty()), 1, first));
        for (number, piece) in rest.iter().enumerate() {
            says.extend(frame(CONTINUATION, last(number + 1 == rest.len()), 1, piece));
        }
        let over = |frames: &[Frame]| frames.iter().any(|frame| frame.stream == 1 || frame.kind == GOAWAY);
        let frames = talk(&world, says, over).await;
        assert!(!frames.iter().any(Frame::is_ok), "{name}: {frames:?}");
    }
    assert!(is_healthy(&world).await);
    world.stop().await;
}
