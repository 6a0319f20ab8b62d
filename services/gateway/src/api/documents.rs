//! Documents of a claim: one POST is one client-streaming RPC, never whole in memory, its SHA-256 computed on the way;
//! downloads are attachments and nothing a browser would run.

mod download;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Path, Query, Request},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use fault::Fault;
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use proto::claims::v1 as pb;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;

pub use download::download;

use super::{
    answer::{Created, Refusals, created},
    names::read,
    preconditions::{AnyRequestId, IfMatch, RequestId},
};
use crate::{
    actor::{ApiCaller, Caller},
    edge::{DOCUMENT_BODY, TOO_SLOW},
    peers::Peers,
    problem::Problem,
};

/// Largest chunk that claims takes.
const CHUNK: usize = 64 * 1024;

/// What is coming, when the body is the document itself.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Naming {
    /// `statement`, `receipt`, `image` or `other`.
    kind: Option<String>,
    /// Name of the file.
    file_name: Option<String>,
}

/// Adds a document to a draft: multipart with `kind` before `file`, or the bytes with `?kind=&file_name=`.
#[utoipa::path(post, path = "/claims/{claim_id}/documents", tag = "documents",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("claim_id" = String, Path), Naming, ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = Created), Refusals))]
pub(super) async fn add(
    ApiCaller(caller): ApiCaller,
    Path(claim_id): Path<String>,
    RequestId(request_id): RequestId,
    Query(naming): Query<Naming>,
    request: Request,
) -> Result<Response, Problem> {
    let under = format!("claims/{claim_id}/documents");
    let answer = if is_multipart(request.headers()) {
        add_multipart(&caller, request_id, claim_id, naming, request).await?
    } else {
        let opening = opening(request_id, claim_id, naming)?;
        let body = request.into_body().into_data_stream().map_err(cut_short);
        forward_opened(&caller, opening, body).await?
    };
    Ok(created(&under, answer.document_id, answer.revision))
}

/// Shows a document's bytes.
#[utoipa::path(get, path = "/claims/{claim_id}/documents/{document_id}", tag = "documents",
    params(("claim_id" = String, Path), ("document_id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), Refusals))]
pub(super) async fn read(
    ApiCaller(caller): ApiCaller,
    Path((claim_id, document_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    Ok(download(&caller, claim_id, document_id).await?)
}

/// Removes a document from a draft.
#[utoipa::path(delete, path = "/claims/{claim_id}/documents/{document_id}", tag = "documents",
    params(("claim_id" = String, Path), ("document_id" = String, Path), ("If-Match" = String, Header)),
    responses((status = 204), Refusals))]
pub(super) async fn remove(
    ApiCaller(caller): ApiCaller,
    Path((claim_id, document_id)): Path<(String, String)>,
    IfMatch(revision): IfMatch,
    AnyRequestId(request_id): AnyRequestId,
) -> Result<StatusCode, Problem> {
    caller.ask(pb::RemoveDocumentRequest { request_id, claim_id, document_id, revision }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Passes a document on to claims.
///
/// # Errors
/// What claims refuses, or what cut the body short.
pub async fn forward(
    caller: &Caller,
    request_id: String,
    claim_id: String,
    kind: &str,
    file_name: String,
    body: impl Stream<Item = Result<Bytes, Fault>> + Send,
) -> Result<pb::AddDocumentResponse, Fault> {
    let naming = Naming { kind: Some(kind.to_owned()), file_name: Some(file_name) };
    forward_opened(caller, opening(request_id, claim_id, naming)?, body).await
}

async fn forward_opened(
    caller: &Caller,
    opening: pb::add_document_request::Opening,
    body: impl Stream<Item = Result<Bytes, Fault>> + Send,
) -> Result<pb::AddDocumentResponse, Fault> {
    let (parts, receiver) = mpsc::channel(4);
    let request = Peers::document(caller.actors(), ReceiverStream::new(receiver))?;
    let mut claims = caller.peers().claims();
    let (call, pump) = (claims.add_document(request), pump(parts, opening, body));
    tokio::pin!(call, pump);
    let answer = tokio::select! {
        answer = &mut call => answer,
        pumped = &mut pump => {
            pumped?;
            call.await
        }
    };
    Ok(answer.map_err(Fault::from)?.into_inner())
}

/// Opening, chunks, SHA-256. When claims has stopped listening its answer says why.
async fn pump(
    parts: mpsc::Sender<pb::AddDocumentRequest>,
    opening: pb::add_document_request::Opening,
    body: impl Stream<Item = Result<Bytes, Fault>> + Send,
) -> Result<(), Fault> {
    use pb::add_document_request::Part;
    let send = async |part| parts.send(pb::AddDocumentRequest { part: Some(part) }).await.is_ok();
    let (mut hash, mut size) = (Sha256::new(), 0_usize);
    let mut is_heard = send(Part::Opening(opening)).await;
    let mut body = std::pin::pin!(body);
    while let Some(mut bytes) = body.next().await.transpose()?.filter(|_| is_heard) {
        size = size.saturating_add(bytes.len());
        if size > DOCUMENT_BODY {
            return Err(Fault::invalid("BODY_TOO_LARGE"));
        }
        while is_heard && !bytes.is_empty() {
            let chunk = bytes.split_to(bytes.len().min(CHUNK));
            hash.update(&chunk);
            is_heard = send(Part::Chunk(chunk.to_vec())).await;
        }
    }
    send(Part::Sha256(hash.finalize().to_vec())).await;
    Ok(())
}

async fn add_multipart(
    caller: &Caller,
    request_id: String,
    claim_id: String,
    mut naming: Naming,
    request: Request,
) -> Result<pb::AddDocumentResponse, Fault> {
    let unreadable = |words: String| Fault::invalid("BODY_UNREADABLE").message(words);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|error| unreadable(error.body_text()))?;
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(error.body_text()))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let named = field.file_name().map(str::to_owned);
            naming.file_name = naming.file_name.or(named);
            let opening = opening(request_id, claim_id, naming)?;
            return forward_opened(caller, opening, field.map_err(cut_short)).await;
        }
        let text = field.text().await.map_err(|error| unreadable(error.body_text()))?;
        match name.as_str() {
            "kind" => naming.kind = Some(text),
            "file_name" => naming.file_name = Some(text),
            _ => {}
        }
    }
    Err(Fault::invalid("BODY_UNREADABLE").violation("file", "REQUIRED", "there is no file"))
}

fn opening(
    request_id: String,
    claim_id: String,
    naming: Naming,
) -> Result<pb::add_document_request::Opening, Fault> {
    let kind = naming.kind.unwrap_or_default();
    let kind = read!(&kind, pb::DocumentKind, "DOCUMENT_KIND_", "kind")?;
    let file_name = naming.file_name.filter(|name| !name.is_empty());
    let missing =
        || Fault::invalid("BODY_UNREADABLE").violation("file_name", "REQUIRED", "the file has no name");
    Ok(pb::add_document_request::Opening {
        request_id,
        claim_id,
        kind,
        file_name: file_name.ok_or_else(missing)?,
    })
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.to_ascii_lowercase().starts_with("multipart/form-data")
}

/// A body that ended early; a limit's own error says so.
fn cut_short(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    let mut words = String::new();
    while let Some(one) = cause {
        words = one.to_string();
        cause = one.source();
    }
    let reason = match words.as_str() {
        words if words.contains("length limit") => "BODY_TOO_LARGE",
        words if words.contains(TOO_SLOW) => "BODY_TOO_SLOW",
        _ => "BODY_UNREADABLE",
    };
    Fault::invalid(reason).message(words)
}

/// The body type is named so that a change of it does not go unnoticed.
const _: fn(Request) -> Body = Request::into_body;
