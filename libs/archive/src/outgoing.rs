//! Writing files into a stream. The work goes on as it is read, and is dropped with the stream: nothing is written that nobody
//! waits for. Refuses to close a file that is not as long as was announced.

use bytes::Bytes;
use fault::Fault;
use futures::{
    FutureExt as _, StreamExt as _,
    stream::{self, BoxStream},
};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{CHUNK, Part, Path};

/// Parts that wait for their reader.
pub(crate) const AHEAD: usize = 2;

/// The parts of a stream, or what went wrong: then nothing follows.
pub type Parts = BoxStream<'static, Result<Part, Fault>>;

/// Where files are written.
#[derive(Debug)]
pub struct Outgoing {
    parts: mpsc::Sender<Part>,
    files: u64,
}

/// A file that is being written.
#[derive(Debug)]
#[must_use = "a file that is not closed breaks the stream"]
pub struct OutgoingFile<'a> {
    out: &'a mut Outgoing,
    left: u64,
    hash: Sha256,
}

/// The stream of what some work writes. The work gives back what it wrote to: the end is told behind it.
pub fn export<W, F>(work: W) -> Parts
where
    W: FnOnce(Outgoing) -> F,
    F: Future<Output = Result<Outgoing, Fault>> + Send + 'static,
{
    let (parts, receiver) = mpsc::channel(AHEAD);
    let written = work(Outgoing { parts, files: 0 }).then(async |written| written?.end().await);
    let failed = stream::once(written).filter_map(async |done| done.err().map(Err));
    stream::select(ReceiverStream::new(receiver).map(Ok), failed).boxed()
}

impl Outgoing {
    /// Begins a file.
    ///
    /// # Errors
    /// When nobody reads any more.
    pub async fn file(&mut self, path: Path, bytes: u64) -> Result<OutgoingFile<'_>, Fault> {
        self.send(Part::Opening { path, bytes }).await?;
        Ok(OutgoingFile { out: self, left: bytes, hash: Sha256::new() })
    }

    /// Writes a file that is in memory.
    ///
    /// # Errors
    /// When nobody reads any more.
    pub async fn whole(&mut self, path: Path, content: Bytes) -> Result<(), Fault> {
        let mut file = self.file(path, content.len() as u64).await?;
        file.write(content).await?;
        file.close().await
    }

    async fn end(self) -> Result<(), Fault> {
        self.send(Part::End { files: self.files }).await
    }

    async fn send(&self, part: Part) -> Result<(), Fault> {
        self.parts.send(part).await.map_err(|_| Fault::unavailable("ARCHIVE_UNREAD"))
    }
}

impl OutgoingFile<'_> {
    /// Writes its next bytes, however many.
    ///
    /// # Errors
    /// When they are more than was announced, or nobody reads any more.
    pub async fn write(&mut self, mut content: Bytes) -> Result<(), Fault> {
        self.left = self.left.checked_sub(content.len() as u64).ok_or_else(other)?;
        while !content.is_empty() {
            let chunk = content.split_to(content.len().min(CHUNK));
            self.hash.update(&chunk);
            self.out.send(Part::Chunk(chunk)).await?;
        }
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it has fewer bytes than was announced, or nobody reads any more.
    pub async fn close(self) -> Result<(), Fault> {
        if self.left != 0 {
            return Err(other());
        }
        self.out.files += 1;
        self.out.send(Part::Closing { sha256: self.hash.finalize().into() }).await
    }
}

fn other() -> Fault {
    Fault::internal("ARCHIVE_BROKEN").message("a file is not as long as was announced")
}
