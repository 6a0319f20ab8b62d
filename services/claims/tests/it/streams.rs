//! Uploads and downloads end when their caller is revoked on the way, and nothing is left half-written.

use std::time::Duration;

use chassis::Limits;
use futures::StreamExt;
use proto::claims::v1 as pb;
use testkit::{Engine, eventually};

use crate::{
    verbs::{chunk, document, opening, pdf},
    world::{World, reason},
};

async fn world() -> World {
    let limits = Limits { recheck: Duration::from_millis(20), ..Limits::default() };
    World::start_with(Engine::Sqlite, limits).await
}

#[tokio::test]
async fn an_upload_is_cut_when_its_caller_is_revoked_and_leaves_nothing() {
    let world = world().await;
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let begun = vec![opening(&draft.id), chunk(&pdf(64 * 1024))];
    let endless = futures::stream::iter(begun).chain(futures::stream::pending());
    let mut claims = world.claims();
    let request = world.signed(&case.clinic, endless);
    let upload = tokio::spawn(async move { claims.add_document(request).await });
    eventually("the upload has begun", async || !world.blobs().is_empty()).await;
    world.revoke_gateway();
    assert_eq!(reason(upload.await.unwrap().unwrap_err()), "WORKLOAD_REVOKED");
    assert!(world.blobs().is_empty());
}

#[tokio::test]
async fn a_download_is_cut_when_its_caller_is_revoked() {
    let world = world().await;
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let bytes = pdf(20 * 1024 * 1024);
    let added = world.upload(&case.clinic, document(&draft.id, &bytes)).await.unwrap();
    let read = pb::ReadDocumentRequest { claim_id: draft.id.clone(), document_id: added.document_id };
    let mut claims = world.claims();
    let mut stream = claims.read_document(world.signed(&case.clinic, read)).await.unwrap().into_inner();
    assert_eq!(stream.message().await.unwrap().unwrap().media_type, "application/pdf");
    world.revoke_gateway();
    // Nothing is read meanwhile, so the rest is still to be sent.
    eventually("the service knows", async || world.claim(&case.clinic, &draft.id).await.is_err()).await;
    let (mut got, mut end) = (0, None);
    while end.is_none() {
        match stream.message().await {
            Ok(Some(message)) => got += message.chunk.len(),
            Ok(None) => panic!("the whole document, {got} bytes"),
            Err(status) => end = Some(reason(status)),
        }
    }
    assert_eq!(end.as_deref(), Some("WORKLOAD_REVOKED"));
    assert!(got < bytes.len());
}
