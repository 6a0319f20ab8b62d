//! HTTP/2 by hand: frames as an attacker writes them, sound or not.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::mpsc,
    time::timeout,
};

use crate::world::World;

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

/// Flags, as far as a test sets them.
pub const ACK: u8 = 1;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

pub const REFUSED_STREAM: u32 = 7;

/// A frame that came in.
#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

impl Frame {
    /// The error code of a reset.
    pub fn code(&self) -> u32 {
        self.payload.first_chunk().map_or(0, |code| u32::from_be_bytes(*code))
    }

    /// Whether it is an answer's head with this status, in the static table (RFC 7541, A: 8 to 14).
    pub fn is_ok(&self) -> bool {
        self.kind == HEADERS && self.payload.first() == Some(&0x88)
    }
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let size = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&size[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The preface and our settings.
pub fn begin(settings: &[(u16, u32)]) -> Vec<u8> {
    let payload: Vec<u8> = settings
        .iter()
        .flat_map(|(key, value)| [&key.to_be_bytes()[..], &value.to_be_bytes()].concat())
        .collect();
    [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(SETTINGS, 0, 0, &payload)].concat()
}

/// A header block: literals, never indexed, not compressed.
pub fn block(fields: &[(&str, &str)]) -> Vec<u8> {
    fields.iter().flat_map(|(name, value)| [vec![0x10], text(name), text(value)].concat()).collect()
}

/// The length has a prefix of seven bits.
fn text(text: &str) -> Vec<u8> {
    let mut length = match text.len() {
        short if short < 127 => return [&[u8::try_from(short).unwrap()], text.as_bytes()].concat(),
        long => long - 127,
    };
    let mut all = vec![127];
    while length >= 128 {
        all.push(u8::try_from(length % 128).unwrap() | 128);
        length /= 128;
    }
    all.push(u8::try_from(length).unwrap());
    [all, text.as_bytes().to_vec()].concat()
}

/// A request's fields: a page that needs nobody.
pub fn request<'a>(method: &'a str, more: &[(&'a str, &'a str)]) -> Vec<u8> {
    let path = "/api/v1/openapi.json";
    let fields = [(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path)];
    block(&[&fields[..], more].concat())
}

/// Says something over HTTP/2 and answers pings, until it has heard enough or the other side ends the connection.
pub async fn talk(world: &World, says: Vec<u8>, enough: impl Fn(&[Frame]) -> bool) -> Vec<Frame> {
    let tls = world.client().speaking(&["h2"]).tls("localhost").await.unwrap();
    let (mut read, mut write) = tokio::io::split(tls);
    let (answers, mut answer) = mpsc::unbounded_channel::<Vec<u8>>();
    let writing = tokio::spawn(async move {
        let _ = write.write_all(&says).await;
        while let Some(more) = answer.recv().await {
            let _ = write.write_all(&more).await;
        }
    });
    let mut frames = vec![];
    let listening = async {
        while !enough(&frames) {
            let mut head = [0; 9];
            if read.read_exact(&mut head).await.is_err() {
                break;
            }
            let [a, b, c, kind, flags, stream @ ..] = head;
            let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
            if read.read_exact(&mut payload).await.is_err() {
                break;
            }
            if kind == PING && flags & ACK == 0 {
                let _ = answers.send(frame(PING, ACK, 0, &payload));
            }
            frames.push(Frame { kind, flags, stream: u32::from_be_bytes(stream), payload });
        }
    };
    timeout(Duration::from_secs(30), listening).await.expect("heard enough, or ended");
    writing.abort();
    frames
}
