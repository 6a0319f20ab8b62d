//! Bytes that no document owns: what a crash leaves between a finished upload and its commit is swept after a day.

use std::time::Duration;

use chassis::Limits;
use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use testkit::{Engine, eventually};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    verbs::{Known, chunk, closing, document, opening, pdf, removal},
    world::{World, reason},
};

/// Long enough to get where the call is to die.
const LIMITS: fn() -> Limits = || Limits { deadline: Duration::from_secs(3), ..Limits::default() };

testkit::on_both!(
    an_upload_that_died_before_its_commit_is_swept_after_a_day,
    what_is_well_leaves_nothing_to_sweep,
);

/// Notes of bytes that nobody owns.
async fn notes(world: &World) -> i64 {
    let tx = world.run("SELECT 1").await;
    let backend = tx.connection().get_database_backend();
    let count = sea_orm::Statement::from_string(backend, "SELECT count(*) AS many FROM loose_documents");
    tx.connection().query_one_raw(count).await.unwrap().unwrap().try_get("", "many").unwrap()
}

async fn an_upload_that_died_before_its_commit_is_swept_after_a_day(engine: Engine) {
    let world = World::start_with(engine, LIMITS()).await;
    let case = world.case().await;
    let draft = world.draft(&case).await;
    world.upload(&case.clinic, document(&draft.id, &pdf(1_000))).await.unwrap();
    let kept = world.blobs();

    let (parts, stream) = mpsc::channel(4);
    let request = world.signed(&case.clinic, ReceiverStream::new(stream));
    let mut claims = world.claims();
    let call = tokio::spawn(async move { claims.add_document(request).await });
    let bytes = pdf(2_000);
    parts.send(opening(&draft.id)).await.unwrap();
    parts.send(chunk(&bytes)).await.unwrap();
    eventually("the upload has begun", async || world.blobs().len() == 2).await;
    // The claim is held, so that the upload gets all of its bytes and never to its commit.
    let held = world.run("UPDATE claims SET revision = revision").await;
    parts.send(closing(&bytes)).await.unwrap();
    assert_eq!(reason(call.await.unwrap().unwrap_err()), "DEADLINE_EXCEEDED");
    drop(held);
    assert_eq!(world.blobs().len(), 2, "whole, and nobody's");
    assert_eq!(world.claim(&case.clinic, &draft.id).await.unwrap().documents.len(), 1);

    world.clock.advance(TimeDelta::hours(25));
    eventually("the bytes are swept", async || world.blobs() == kept).await;
    eventually("nothing is left to sweep", async || notes(&world).await == 0).await;
}

async fn what_is_well_leaves_nothing_to_sweep(engine: Engine) {
    let world = World::start(engine).await;
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let first = world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap();
    let parts = document(&draft.id, &pdf(200));
    let second = world.upload(&case.clinic, parts.clone()).await.unwrap();
    world.upload(&case.clinic, parts).await.unwrap(); // a repeat
    world.upload(&case.clinic, document(&draft.id, b"MZ")).await.unwrap_err();
    let draft = Known { revision: second.revision, ..draft };
    let remove = removal(&draft, &first.document_id);
    world.claims().remove_document(world.signed(&case.clinic, remove)).await.unwrap();
    assert_eq!((notes(&world).await, world.blobs().len()), (0, 1));
}
