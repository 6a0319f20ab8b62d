//! Documents of a draft: one POST is one file, streamed through to claims in pieces and never whole in memory.
//! Refuses a form that does not carry the session's token before its file.

use axum::{
    body::{Body, Bytes},
    extract::{Multipart, Path, multipart::Field},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use fault::Fault;
use futures::{StreamExt as _, stream};
use proto::claims::v1::{
    AddDocumentRequest, ReadDocumentRequest, RemoveDocumentRequest,
    add_document_request::{Opening, Part},
};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{Said, is_stale, load, moved_on, show};
use crate::{
    csrf,
    pages::{
        answer::{Answer, see},
        input::{Entered, Wrong},
        refusal,
        visit::{Posted, Visit},
    },
    peers::Peers,
};

/// Largest piece on the way to claims.
const PIECE: usize = 64 * 1024;
/// Pieces on the way at once.
const AHEAD: usize = 4;

/// Adds a file.
pub async fn post(visit: Visit, Path(id): Path<String>, mut form: Multipart) -> Answer {
    let mut said = vec![];
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            said.push((name, field.text().await.map_err(unreadable)?));
            continue;
        }
        let said = Entered::new(said);
        visit.who.check_csrf(said.text(csrf::FIELD))?;
        let file_name = field.file_name().unwrap_or_default().to_owned();
        if file_name.is_empty() {
            return refused(&visit, &id, visit.w.draft.file_needed.to_owned()).await;
        }
        let kind = said.text("kind").parse().unwrap_or_default();
        let opening = Opening { request_id: said.owned("request_id"), claim_id: id.clone(), kind, file_name };
        return match send(&visit, opening, field).await {
            Ok(()) => see(&format!("/claims/{id}?done=attached")),
            Err(fault) if refusal::is_correctable(&fault) => {
                let wrong = refusal::beside(&fault, visit.language, "file", |_| "file".to_owned());
                refused(&visit, &id, wrong.at("file").unwrap_or_default().to_owned()).await
            }
            Err(fault) => Err(fault.into()),
        };
    }
    refused(&visit, &id, visit.w.draft.file_needed.to_owned()).await
}

/// Removes a document.
pub async fn remove(
    Path((id, document_id)): Path<(String, String)>,
    Posted { visit, form }: Posted,
) -> Answer {
    let (request_id, revision) = (form.owned("request_id"), form.revision());
    let request = RemoveDocumentRequest { request_id, claim_id: id.clone(), document_id, revision };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=removed")),
        Err(fault) if is_stale(&fault) => moved_on(&visit, &id).await,
        Err(fault) => Err(fault.into()),
    }
}

/// Shows a document.
pub async fn get(visit: Visit, Path((claim_id, document_id)): Path<(String, String)>) -> Answer {
    let caller = visit.who.caller();
    let request = Peers::document(caller.actors(), ReadDocumentRequest { claim_id, document_id })?;
    let mut parts = caller.peers().claims().read_document(request).await.map_err(Fault::from)?.into_inner();
    let first =
        parts.next().await.ok_or_else(|| Fault::not_found("DOCUMENT_NOT_FOUND"))?.map_err(Fault::from)?;
    let media_type = known(&first.media_type);
    let pieces = stream::once(async { Ok(first) }).chain(parts);
    let body = Body::from_stream(pieces.map(|part| part.map(|part| Bytes::from(part.chunk))));
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok(response)
}

/// Sends a file on: opening, pieces, and the hash over all of them.
async fn send(visit: &Visit, opening: Opening, field: Field<'_>) -> Result<(), Fault> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let caller = visit.who.caller();
    let request = Peers::document(caller.actors(), ReceiverStream::new(receiver))?;
    let mut claims = caller.peers().claims();
    let (passed, answer) = tokio::join!(pass(sender, opening, field), claims.add_document(request));
    // A refusal by claims explains why passing on stopped, so it is told first.
    answer.map_err(Fault::from)?;
    passed
}

async fn pass(
    sender: mpsc::Sender<AddDocumentRequest>,
    opening: Opening,
    mut field: Field<'_>,
) -> Result<(), Fault> {
    let mut hash = Sha256::new();
    let part = |part| AddDocumentRequest { part: Some(part) };
    let mut listens = sender.send(part(Part::Opening(opening))).await.is_ok();
    while let Some(bytes) = field.chunk().await.map_err(unreadable)? {
        hash.update(&bytes);
        for piece in bytes.chunks(PIECE) {
            listens = listens && sender.send(part(Part::Chunk(piece.to_vec()))).await.is_ok();
        }
    }
    if listens {
        let sum: [u8; 32] = hash.finalize().into();
        let _ = sender.send(part(Part::Sha256(sum.to_vec()))).await;
    }
    Ok(())
}

/// The draft's page with words beside the file; in a header as well, for the module that shows progress.
async fn refused(visit: &Visit, id: &str, words: String) -> Answer {
    let header: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut wrong = Wrong::default();
    wrong.note("file", words);
    let claim = load(visit, id).await?;
    let said = Said { wrong, status: StatusCode::UNPROCESSABLE_ENTITY, ..Said::default() };
    let mut page: Response = show(visit, &claim, said).await?;
    if let Ok(value) = HeaderValue::from_str(&header) {
        page.headers_mut().insert("x-message", value);
    }
    Ok(page)
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::invalid("BODY_TOO_LARGE").source(error);
    }
    Fault::invalid("FORM_UNREADABLE").source(error)
}

/// The media types that browsers may show; anything else is bytes.
fn known(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "image/jpeg",
        "image/png" => "image/png",
        "application/pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
