//! A document's bytes on their way out.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use fault::Fault;
use futures::{StreamExt as _, stream};
use proto::claims::v1 as pb;

use crate::{actor::Caller, attachment, peers::Peers};

/// Media types that leave as what they are; everything else leaves as bytes.
const KNOWN: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

/// Streams a document as an attachment.
///
/// # Errors
/// What claims refuses.
pub async fn download(caller: &Caller, claim_id: String, document_id: String) -> Result<Response, Fault> {
    let claim =
        caller.ask(pb::GetClaimRequest { claim_id: claim_id.clone() }).await?.claim.unwrap_or_default();
    let document = claim.documents.into_iter().find(|document| document.id == document_id);
    let document = document.ok_or_else(|| Fault::not_found("DOCUMENT_NOT_FOUND"))?;
    let request = Peers::document(caller.actors(), pb::ReadDocumentRequest { claim_id, document_id })?;
    let mut parts = caller.peers().claims().read_document(request).await.map_err(Fault::from)?.into_inner();
    let first = parts.message().await.map_err(Fault::from)?.unwrap_or_default();
    let media_type =
        KNOWN.into_iter().find(|known| *known == first.media_type).unwrap_or("application/octet-stream");
    let rest = stream::iter([Ok(first)]).chain(parts).map(|part| part.map(|part| part.chunk));
    let named = parameters(&document.file_name);
    let mut response = attachment::called(&named, media_type, Body::from_stream(rest));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", document.sha256)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// The name as RFC 8187 spells it, beside one for those who do not read that.
fn parameters(file_name: &str) -> String {
    let encoded: String = file_name.bytes().map(spelled).collect();
    format!("filename=\"document\"; filename*=UTF-8''{encoded}")
}

fn spelled(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_place() {
        let file = attachment::called(&parameters("診療\"; x=\r\n.pdf"), "application/pdf", Body::empty());
        let value = &file.headers()[header::CONTENT_DISPOSITION];
        assert!(value.to_str().unwrap().ends_with("%E8%A8%BA%E7%99%82%22%3B%20x%3D%0D%0A.pdf"));
    }
}
