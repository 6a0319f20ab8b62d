//! Documents in a bucket of Google Cloud Storage, spoken to by the real client: the same promises as in a folder.

use claims::{BlobStore, BlobsConfig, Bucket};
use proto::claims::v1 as pb;
use serde_json::json;
use testkit::{BucketEmulator, Engine, eventually};
use tonic::Status;

use crate::{
    verbs::{Case, chunk, closing, document, opening, pdf, removal},
    world::{World, reason},
};

async fn world() -> (World, BucketEmulator, Case) {
    let bucket = testkit::bucket().await;
    let world = World::with_bucket(Engine::Sqlite, &bucket).await;
    let case = world.case().await;
    (world, bucket, case)
}

async fn read(world: &World, case: &Case, claim: &str, document: &str) -> Result<Vec<u8>, Status> {
    let read = pb::ReadDocumentRequest { claim_id: claim.to_owned(), document_id: document.to_owned() };
    let mut stream = world.claims().read_document(world.signed(&case.clinic, read)).await?.into_inner();
    let mut bytes = vec![];
    while let Some(message) = stream.message().await? {
        bytes.extend(message.chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn what_goes_in_comes_back_and_lies_there_sealed() {
    let (world, bucket, case) = world().await;
    let draft = world.draft(&case).await;
    // In one part, and in three.
    for size in [1_000, 12 << 20] {
        let bytes = pdf(size);
        let added = world.upload(&case.clinic, document(&draft.id, &bytes)).await.unwrap();
        let name = format!("claims/{}/{}", draft.id, added.document_id);
        let there = bucket.objects().remove(&name).unwrap();
        assert!(there.len() > size && !there.windows(64).any(|part| part == &bytes[200..264]), "sealed");
        assert!(read(&world, &case, &draft.id, &added.document_id).await.unwrap() == bytes, "as it went");
    }
    assert_eq!((bucket.objects().len(), bucket.uploads()), (2, 0));
}

#[tokio::test]
async fn what_is_refused_or_removed_leaves_nothing() {
    let (world, bucket, case) = world().await;
    let mut draft = world.draft(&case).await;
    let bytes = pdf(6 << 20);
    let mut parts = vec![opening(&draft.id)];
    parts.extend(bytes.chunks(64 * 1024).map(chunk));
    parts.push(closing(b"other bytes"));
    assert_eq!(reason(world.upload(&case.clinic, parts).await.unwrap_err()), "DOCUMENT_REFUSED");
    eventually("the upload is given up", async || bucket.uploads() == 0).await;
    assert!(bucket.objects().is_empty());
    let added = world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap();
    draft.revision = added.revision;
    let removal = removal(&draft, &added.document_id);
    world.claims().remove_document(world.signed(&case.clinic, removal)).await.unwrap();
    assert!(bucket.objects().is_empty());
}

#[tokio::test]
async fn a_stumble_is_tried_again_and_an_outage_is_said() {
    let (world, bucket, case) = world().await;
    let draft = world.draft(&case).await;
    bucket.fail(503, 1);
    let added = world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap();
    bucket.fail(503, 1);
    assert_eq!(read(&world, &case, &draft.id, &added.document_id).await.unwrap(), pdf(100));
    bucket.fail(503, 1_000);
    let refused = world.upload(&case.clinic, document(&draft.id, &pdf(200))).await.unwrap_err();
    assert_eq!(reason(refused), "BLOBS_UNAVAILABLE");
    let refused = read(&world, &case, &draft.id, &added.document_id).await.unwrap_err();
    assert_eq!(reason(refused), "BLOBS_UNAVAILABLE");
    bucket.fail(503, 0);
    assert_eq!(world.claim(&case.clinic, &draft.id).await.unwrap().documents.len(), 1);
}

#[tokio::test]
async fn bytes_that_were_changed_or_cut_do_not_open() {
    let (world, bucket, case) = world().await;
    let draft = world.draft(&case).await;
    let added = world.upload(&case.clinic, document(&draft.id, &pdf(200_000))).await.unwrap();
    let (name, sealed) = bucket.objects().pop_first().unwrap();
    let mut changed = sealed.to_vec();
    changed[100_000] ^= 1;
    for damaged in [changed, sealed[..sealed.len() - 1].to_vec(), sealed[..65_000].to_vec(), vec![]] {
        bucket.put(&name, damaged);
        let refused = read(&world, &case, &draft.id, &added.document_id).await.unwrap_err();
        assert_eq!(reason(refused), "SEALED_CORRUPT");
    }
    bucket.put(&name, sealed);
    assert_eq!(read(&world, &case, &draft.id, &added.document_id).await.unwrap().len(), 200_000);
}

#[test]
fn a_store_is_named_by_its_kind_and_nothing_else_is_taken() {
    let parse = serde_json::from_value::<BlobsConfig>;
    let google = parse(json!({ "store": { "kind": "google", "bucket": "documents" } })).unwrap();
    assert!(matches!(google.store, BlobStore::Google(Bucket { endpoint: None, .. })));
    for refused in [
        json!({ "store": { "kind": "google" } }),
        json!({ "store": { "kind": "google", "bucket": "documents", "folder": "/tmp" } }),
        json!({ "store": { "kind": "s3", "bucket": "documents" } }),
        json!({ "folder": "/tmp" }),
    ] {
        assert!(parse(refused.clone()).is_err(), "{refused}");
    }
}
