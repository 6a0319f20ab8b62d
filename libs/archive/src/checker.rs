//! Whether parts come in their order and hold what they announce. Refuses everything behind the first part that is wrong.

use fault::Fault;
use sha2::{Digest as _, Sha256};

use crate::{CHUNK, Part};

/// Why a stream is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A part that may not be here.
    #[error("a part that may not come here")]
    Order,
    /// A path that is not safe, or another service's.
    #[error("a path that may not be here")]
    Path,
    /// A file is not what was announced.
    #[error("a file is not what was announced")]
    Content,
    /// It ended before its end.
    #[error("the stream ended before its end")]
    Cut,
}

/// Checks a service's stream, part by part.
#[derive(Debug)]
pub struct Checker {
    folder: &'static str,
    state: State,
    files: u64,
}

#[derive(Debug)]
enum State {
    Between,
    Within { left: u64, hash: Sha256 },
    Ended,
    Refused,
}

impl Checker {
    /// For the stream of a service, whose files all lie under its name.
    #[must_use]
    pub const fn new(folder: &'static str) -> Self {
        Self { folder, state: State::Between, files: 0 }
    }

    /// Lets a part through.
    ///
    /// # Errors
    /// [`Broken`], and ever after.
    pub fn check(&mut self, part: Part) -> Result<Part, Broken> {
        let before = std::mem::replace(&mut self.state, State::Refused);
        self.state = self.after(before, &part)?;
        Ok(part)
    }

    /// Whether the end was there.
    ///
    /// # Errors
    /// [`Broken::Cut`] when it was not.
    pub const fn ended(&self) -> Result<(), Broken> {
        if matches!(self.state, State::Ended) { Ok(()) } else { Err(Broken::Cut) }
    }

    fn after(&mut self, before: State, part: &Part) -> Result<State, Broken> {
        match (before, part) {
            (State::Between, Part::Opening { path, bytes }) => {
                if !path.is_under(self.folder) {
                    return Err(Broken::Path);
                }
                Ok(State::Within { left: *bytes, hash: Sha256::new() })
            }
            (State::Within { left, mut hash }, Part::Chunk(chunk)) => {
                let left = left.checked_sub(chunk.len() as u64).filter(|_| chunk.len() <= CHUNK);
                hash.update(chunk);
                Ok(State::Within { left: left.ok_or(Broken::Content)?, hash })
            }
            (State::Within { left: 0, hash }, Part::Closing { sha256 })
                if <[u8; 32]>::from(hash.clone().finalize()) == *sha256 =>
            {
                self.files += 1;
                Ok(State::Between)
            }
            (State::Within { .. }, Part::Closing { .. }) => Err(Broken::Content),
            (State::Between, Part::End { files }) if *files == self.files => Ok(State::Ended),
            (State::Between, Part::End { .. }) => Err(Broken::Cut),
            _ => Err(Broken::Order),
        }
    }
}

impl From<Broken> for Fault {
    fn from(broken: Broken) -> Self {
        Self::internal("ARCHIVE_BROKEN").source(broken)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn opening(path: &str, bytes: u64) -> Part {
        Part::Opening { path: path.parse().unwrap(), bytes }
    }

    fn closing(content: &[u8]) -> Part {
        Part::Closing { sha256: Sha256::digest(content).into() }
    }

    fn chunk(content: &'static [u8]) -> Part {
        Part::Chunk(Bytes::from_static(content))
    }

    fn verdict(parts: Vec<Part>) -> Result<(), Broken> {
        let mut checker = Checker::new("labels");
        for part in parts {
            checker.check(part)?;
        }
        checker.ended()
    }

    fn whole() -> Vec<Part> {
        vec![
            opening("labels/a.jsonl", 4),
            chunk(b"ab"),
            chunk(b"cd"),
            closing(b"abcd"),
            opening("labels/b.jsonl", 0),
            closing(b""),
            Part::End { files: 2 },
        ]
    }

    #[test]
    fn a_stream_that_lacks_any_part_is_refused() {
        assert_eq!(verdict(whole()), Ok(()));
        for gone in 0..whole().len() {
            let mut parts = whole();
            parts.remove(gone);
            assert!(verdict(parts).is_err(), "without part {gone}");
            assert_eq!(verdict(whole()[..gone].to_vec()), Err(Broken::Cut), "cut before part {gone}");
        }
    }

    #[test]
    fn a_stream_with_a_part_twice_is_refused() {
        for twice in 0..whole().len() {
            let mut parts = whole();
            parts.insert(twice, parts[twice].clone());
            assert!(verdict(parts).is_err(), "part {twice} twice");
        }
    }

    #[test]
    fn another_services_path_and_a_chunk_that_is_too_large_are_refused() {
        assert_eq!(verdict(vec![opening("claims/a", 0)]), Err(Broken::Path));
        let large = Part::Chunk(vec![0; CHUNK + 1].into());
        assert_eq!(verdict(vec![opening("labels/a", 1 << 20), large]), Err(Broken::Content));
    }

    #[test]
    fn nothing_goes_on_behind_what_was_refused() {
        let mut checker = Checker::new("labels");
        assert!(checker.check(Part::End { files: 7 }).is_err());
        assert_eq!(checker.check(opening("labels/a", 0)), Err(Broken::Order));
        assert_eq!(checker.ended(), Err(Broken::Cut));
    }
}
