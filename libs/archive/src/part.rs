//! The parts of a stream, and how they travel. Refuses a message that is none of them.

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use proto::archive::v1::{self as pb, export_response::Part as Wire};

use tonic::Status;

use crate::{Broken, Parts, Path};

/// Most bytes of a chunk.
pub const CHUNK: usize = 64 * 1024;

/// A part of a stream of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A file begins.
    Opening {
        /// Where it lies.
        path: Path,
        /// How many bytes follow.
        bytes: u64,
    },
    /// Its next bytes.
    Chunk(Bytes),
    /// It ends.
    Closing {
        /// SHA-256 of its bytes.
        sha256: [u8; 32],
    },
    /// All files were written.
    End {
        /// How many.
        files: u64,
    },
}

/// What a service answers.
pub type Messages = BoxStream<'static, Result<pb::ExportResponse, Status>>;

/// The messages of a stream.
#[must_use]
pub fn messages(parts: Parts) -> Messages {
    parts.map(|part| Ok(to_wire(part?))).boxed()
}

/// The part of a message.
///
/// # Errors
/// [`Broken`] when it is none.
pub fn from_wire(message: pb::ExportResponse) -> Result<Part, Broken> {
    Ok(match message.part.ok_or(Broken::Order)? {
        Wire::Opening(pb::Opening { path, bytes }) => {
            Part::Opening { path: path.parse().map_err(|_| Broken::Path)?, bytes }
        }
        Wire::Chunk(chunk) => Part::Chunk(chunk.into()),
        Wire::Closing(pb::Closing { sha256 }) => {
            Part::Closing { sha256: sha256.try_into().map_err(|_| Broken::Content)? }
        }
        Wire::End(pb::End { files }) => Part::End { files },
    })
}

fn to_wire(part: Part) -> pb::ExportResponse {
    let part = match part {
        Part::Opening { path, bytes } => Wire::Opening(pb::Opening { path: path.into(), bytes }),
        Part::Chunk(chunk) => Wire::Chunk(chunk.into()),
        Part::Closing { sha256 } => Wire::Closing(pb::Closing { sha256: sha256.into() }),
        Part::End { files } => Wire::End(pb::End { files }),
    };
    pb::ExportResponse { part: Some(part) }
}
