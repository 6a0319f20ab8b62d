//! Documents stream through the gateway in small chunks and come back as attachments only.

use crate::{
    stub_claims::{DOCUMENT, DRAFT},
    visitor::TOKEN,
    world::World,
};

const KEY: (&str, &str) = ("idempotency-key", "document-1");

#[tokio::test]
async fn a_large_document_arrives_in_small_chunks_with_its_hash() {
    let world = World::start().await;
    let path = format!("/api/v1/claims/{DRAFT}/documents?kind=statement&file_name=a.pdf");
    let answer = world.portal().await.post(&path, &[TOKEN, KEY], vec![b'x'; 20 * 1024 * 1024]).await;
    assert_eq!((answer.status, answer.json()["id"].as_str()), (201, Some(DOCUMENT)), "{answer:?}");
    let document = world.stub.seen(|state| state.document.clone());
    assert_eq!(document.bytes, 20 * 1024 * 1024);
    assert!(document.largest_chunk <= 64 * 1024);
    world.stop().await;
}

#[tokio::test]
async fn a_document_beyond_the_limit_is_refused() {
    let world = World::start().await;
    let path = format!("/api/v1/claims/{DRAFT}/documents?kind=statement&file_name=a.pdf");
    let answer = world.portal().await.post(&path, &[TOKEN, KEY], vec![b'x'; 22 * 1024 * 1024]).await;
    assert_eq!((answer.status, answer.problem().as_str()), (413, "BODY_TOO_LARGE"));
    assert_eq!(world.stub.seen(|state| state.document.bytes), 0);
    world.stop().await;
}

#[tokio::test]
async fn a_form_with_a_file_is_a_document_too() {
    let world = World::start().await;
    let body = "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nreceipt\r\n\
                --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.png\"\r\n\r\nbytes\r\n--b--\r\n";
    let path = format!("/api/v1/claims/{DRAFT}/documents");
    let headers = [TOKEN, KEY, ("content-type", "multipart/form-data; boundary=b")];
    let answer = world.portal().await.post(&path, &headers, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let document = world.stub.seen(|state| state.document.clone());
    let opening = document.opening.unwrap();
    assert_eq!((opening.kind, opening.file_name.as_str(), document.bytes), (2, "r.png", 5));
    world.stop().await;
}

#[tokio::test]
async fn what_the_service_refuses_is_told_without_the_whole_body() {
    let world = World::start().await;
    let path = "/api/v1/claims/none/documents?kind=statement&file_name=a.pdf";
    let answer = world.portal().await.post(path, &[TOKEN, KEY], "bytes").await;
    assert_eq!((answer.status, answer.problem().as_str()), (404, "CLAIM_NOT_FOUND"));
    let path = format!("/api/v1/claims/{DRAFT}/documents?kind=virus&file_name=a.pdf");
    let answer = world.portal().await.post(&path, &[TOKEN, KEY], "bytes").await;
    assert_eq!((answer.status, answer.json()["errors"][0]["pointer"].as_str()), (422, Some("#/kind")));
    world.stop().await;
}

#[tokio::test]
async fn a_download_is_an_attachment_that_no_browser_runs() {
    let world = World::start().await;
    let answer =
        world.portal().await.get(&format!("/api/v1/claims/{DRAFT}/documents/{DOCUMENT}"), &[TOKEN]).await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"<script>alert(1)</script>"[..]));
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    world.stop().await;
}
