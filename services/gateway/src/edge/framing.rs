//! Reads HTTP/1 along as it comes in, and spoils what two readers could cut into requests differently: both a length
//! and chunks, either of them twice, lines that end in LF alone, folded lines. The parser behind forgives most of it.

/// So much of a line is looked at: enough for every name and value that frames.
const LOOKED_AT: usize = 128;
/// How HTTP/2 begins; after it nothing of this applies.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r";

/// Where in the conversation a connection is.
#[derive(Debug, Default)]
pub(super) struct Framing {
    place: Place,
    line: Line,
    head: Head,
    has_begun: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Head,
    Body(u64),
    ChunkSize,
    Chunk(u64),
    ChunkEnd,
    Trailers,
    /// HTTP/2, which has no such ambiguity.
    Elsewhere,
    /// Nothing that comes now is read.
    Spoiled,
}

/// A line so far.
#[derive(Debug, Default)]
struct Line {
    start: Vec<u8>,
    length: usize,
    last: u8,
}

/// What a request's head has said so far about its body.
#[derive(Debug, Default)]
struct Head {
    lines: usize,
    length: Option<u64>,
    is_chunked: bool,
}

impl Framing {
    /// Whether what came before has ended the conversation.
    pub(super) fn is_spoiled(&self) -> bool {
        self.place == Place::Spoiled
    }

    /// Reads what came in. Where it is unsound, the line's end becomes a NUL, at which the parser behind says 400.
    pub(super) fn read(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            bytes = match self.place {
                Place::Elsewhere | Place::Spoiled => return,
                Place::Body(left) => self.skip(bytes, left, Place::Body, Place::Head),
                Place::Chunk(left) => self.skip(bytes, left, Place::Chunk, Place::ChunkEnd),
                _ => self.read_line(bytes),
            };
        }
    }

    fn skip<'a>(
        &mut self,
        bytes: &'a mut [u8],
        left: u64,
        more: fn(u64) -> Place,
        after: Place,
    ) -> &'a mut [u8] {
        let size = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let left = left.saturating_sub(size as u64);
        self.place = if left == 0 { after } else { more(left) };
        bytes.get_mut(size..).unwrap_or_default()
    }

    fn read_line<'a>(&mut self, bytes: &'a mut [u8]) -> &'a mut [u8] {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.line.extend(bytes);
            return &mut [];
        };
        let (line, rest) = bytes.split_at_mut(end);
        self.line.extend(line);
        let line = std::mem::take(&mut self.line);
        match self.next(&line) {
            Some(place) => self.place = place,
            None => {
                self.place = Place::Spoiled;
                rest.fill(0);
            }
        }
        rest.get_mut(1..).unwrap_or_default()
    }

    /// Where a whole line leads; `None` when it is unsound.
    fn next(&mut self, line: &Line) -> Option<Place> {
        let text = line.text()?;
        match self.place {
            Place::Head if !self.has_begun && line.start == HTTP2 => Some(Place::Elsewhere),
            Place::Head => {
                self.has_begun = true;
                self.head.read(text, line)
            }
            Place::ChunkSize => match chunk_size(text)? {
                0 => Some(Place::Trailers),
                size => Some(Place::Chunk(size)),
            },
            Place::ChunkEnd => line.is_blank().then_some(Place::ChunkSize),
            Place::Trailers if line.is_blank() => Some(Place::Head),
            place => Some(place),
        }
    }
}

impl Head {
    fn read(&mut self, text: &[u8], line: &Line) -> Option<Place> {
        match (self.lines, line.is_blank()) {
            (0, true) => return Some(Place::Head),
            (_, true) => return std::mem::take(self).body(),
            (0, false) => {}
            _ => self.field(text, line)?,
        }
        self.lines += 1;
        Some(Place::Head)
    }

    fn field(&mut self, text: &[u8], line: &Line) -> Option<()> {
        let colon = text.iter().position(|byte| *byte == b':').unwrap_or(text.len());
        let (name, value) = text.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        let frames = [&b"content-length"[..], b"transfer-encoding"];
        if text.first().is_some_and(u8::is_ascii_whitespace) {
            return None;
        }
        match frames.iter().position(|known| name.eq_ignore_ascii_case(known)) {
            None => Some(()),
            Some(_) if self.length.is_some() || self.is_chunked || line.length > LOOKED_AT => None,
            Some(0) => {
                self.length = Some(number(value, 10)?);
                Some(())
            }
            Some(_) => {
                self.is_chunked = value.eq_ignore_ascii_case(b"chunked");
                self.is_chunked.then_some(())
            }
        }
    }

    const fn body(self) -> Option<Place> {
        match (self.is_chunked, self.length) {
            (true, _) => Some(Place::ChunkSize),
            (false, None | Some(0)) => Some(Place::Head),
            (false, Some(length)) => Some(Place::Body(length)),
        }
    }
}

impl Line {
    fn extend(&mut self, more: &[u8]) {
        let room = LOOKED_AT.saturating_sub(self.start.len());
        self.start.extend(more.iter().take(room));
        self.length = self.length.saturating_add(more.len());
        self.last = more.last().copied().unwrap_or(self.last);
    }

    /// Without its CR; `None` when there is none.
    fn text(&self) -> Option<&[u8]> {
        let text = self.start.strip_suffix(b"\r").unwrap_or(&self.start);
        (self.last == b'\r').then_some(text)
    }

    fn is_blank(&self) -> bool {
        self.start == b"\r"
    }
}

/// The size in a chunk's line, before any extension.
fn chunk_size(text: &[u8]) -> Option<u64> {
    let size = text.split(|byte| *byte == b';').next()?;
    number(size.trim_ascii_end(), 16)
}

/// Digits only: no sign, no list.
fn number(text: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?;
    let is_plain = text.chars().all(|digit| digit.is_digit(radix));
    u64::from_str_radix(text, radix).ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a conversation in pieces of every size; all sizes must see the same.
    fn place_after(text: &str) -> Place {
        let places = [1, 2, 7, text.len()].map(|size| {
            let mut framing = Framing::default();
            for piece in text.as_bytes().chunks(size) {
                framing.read(&mut piece.to_vec());
            }
            framing.place
        });
        assert!(places.iter().all(|place| *place == places[0]), "{text:?}: {places:?}");
        places[0]
    }

    #[test]
    fn requests_follow_one_another() {
        let get = "\r\nGET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n";
        let post = "POST / HTTP/1.1\r\ncontent-length:  5 \r\n\r\na\nb\nc";
        let chunks = "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n\
                      3\r\na\nb\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: a\r\n\r\n";
        for text in [get, post, chunks] {
            assert_eq!(place_after(&text.repeat(3)), Place::Head, "{text}");
        }
        assert_eq!(place_after(&post[..post.len() - 2]), Place::Body(2));
    }

    #[test]
    fn what_two_readers_could_cut_differently_is_spoiled() {
        for text in [
            "GET / HTTP/1.1\n",
            "GET / HTTP/1.1\r\nHost: a\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nX: a\r\n b\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 5, 5\r\n",
            "GET / HTTP/1.1\r\nContent-Length: +5\r\n",
            "GET / HTTP/1.1\r\nContent-Length: \r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        ] {
            assert_eq!(place_after(text), Place::Spoiled, "{text:?}");
        }
        let long = format!("GET / HTTP/1.1\r\nTransfer-Encoding:{}chunked\r\n", " ".repeat(LOOKED_AT));
        assert_eq!(place_after(&long), Place::Spoiled);
        let other = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(4 * LOOKED_AT));
        assert_eq!(place_after(&other), Place::Head);
    }

    #[test]
    fn the_parser_behind_stumbles_over_the_end_of_the_line() {
        let mut bytes = b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n".to_vec();
        Framing::default().read(&mut bytes);
        assert_eq!(bytes, b"GET / HTTP/1.1\r\nHost: a\0\0\0\0\0\0\0\0\0");
    }

    #[test]
    fn http2_is_left_alone_at_the_beginning_only() {
        let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        assert_eq!(place_after(preface), Place::Elsewhere);
        assert_ne!(place_after(&format!("GET / HTTP/1.1\r\n\r\n{preface}")), Place::Elsewhere);
    }
}
