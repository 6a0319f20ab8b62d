//! A document on its way in: opening first, then chunks of at most 64 KiB, last the SHA-256.

use fault::Fault;
use futures::{Stream, StreamExt};
use ids::Personal;
use prost::Message;
use proto::claims::v1::{AddDocumentRequest, add_document_request as part};
use tonic::{Request, Streaming};

use super::{fields::Fields, parse};
use crate::app::{By, Opening, Part};

/// Bytes of a chunk at most.
const CHUNK: usize = 64 * 1024;

/// The opening, and a stream of what follows it.
pub(super) async fn open(
    request: Request<Streaming<AddDocumentRequest>>,
) -> Result<(By, Opening, impl Stream<Item = Result<Part, Fault>> + Send), Fault> {
    let actor = identity::actor(&request)?;
    let mut messages = request.into_inner();
    let first = messages.message().await?.and_then(|message| message.part);
    let Some(part::Part::Opening(opening)) = first else {
        return Err(Fault::invalid("REQUEST_INVALID").violation(
            "part",
            "OUT_OF_ORDER",
            "the opening comes first",
        ));
    };
    let content = opening.encode_to_vec();
    let kind = parse::document_kind(opening.kind());
    let part::Opening { request_id, claim_id, kind: _, file_name } = opening;
    let mut fields = Fields::default();
    let request_id = fields.parse("request_id", &request_id);
    let claim = fields.parse("claim_id", &claim_id);
    if kind.is_none() {
        fields.wrong("kind", "REQUIRED", "missing");
    }
    let file_name = fields.text("file_name", file_name, 1, 200).map(Personal::new);
    let opening =
        claim.zip(kind).zip(file_name).map(|((claim, kind), file_name)| Opening { claim, kind, file_name });
    let (request_id, opening) = fields.done(request_id.zip(opening))?;
    Ok((By { actor, request_id, content }, opening, messages.map(|message| read(message?))))
}

fn read(message: AddDocumentRequest) -> Result<Part, Fault> {
    let refused = |code: &str| {
        Err(Fault::invalid("REQUEST_INVALID").violation("part", code, "chunks, then the SHA-256"))
    };
    match message.part {
        Some(part::Part::Chunk(chunk)) if chunk.len() <= CHUNK => Ok(Part::Chunk(chunk.into())),
        Some(part::Part::Chunk(_)) => refused("TOO_LARGE"),
        Some(part::Part::Sha256(sha256)) => {
            sha256.try_into().map_or_else(|_| refused("MALFORMED"), |hash| Ok(Part::Closing(hash)))
        }
        Some(part::Part::Opening(_)) | None => refused("OUT_OF_ORDER"),
    }
}
