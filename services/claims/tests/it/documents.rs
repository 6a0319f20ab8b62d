//! Documents: what is not whole, not what it says or too much is refused and leaves nothing behind.

use futures::StreamExt;
use proto::claims::v1 as pb;
use testkit::eventually;

use crate::{
    both,
    verbs::{Known, chunk, closing, document, opening, pdf, removal, submission},
    world::{World, reason, violations},
};

/// 20 MB.
const MOST: usize = 20 * 1024 * 1024;

both!(
    what_is_not_a_document_is_refused_and_leaves_nothing,
    parts_out_of_order_are_refused_and_leave_nothing,
    an_upload_that_breaks_off_leaves_nothing,
    more_than_20_mb_are_refused_and_20_mb_come_back_as_they_went,
    the_eleventh_is_refused,
    a_removed_document_is_gone_and_a_submitted_claim_keeps_its_own,
    a_document_is_not_removed_from_a_draft_that_has_changed_since,
);

async fn what_is_not_a_document_is_refused_and_leaves_nothing(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let bytes = pdf(100_000);
    for (code, parts) in [
        ("UNKNOWN_FORMAT", document(&draft.id, b"MZ this is no document")),
        ("UNKNOWN_FORMAT", vec![opening(&draft.id), closing(b"")]),
        ("HASH_MISMATCH", vec![opening(&draft.id), chunk(b"%PDF-1.7"), closing(&bytes)]),
        ("INCOMPLETE", vec![opening(&draft.id), chunk(b"%PDF-1.7")]),
        ("INCOMPLETE", vec![opening(&draft.id)]),
    ] {
        let refused = world.upload(&case.clinic, parts).await.unwrap_err();
        assert_eq!(reason(refused.clone()), "DOCUMENT_REFUSED", "{code}");
        assert_eq!(violations(refused), [("document".to_owned(), code.to_owned())]);
        assert!(world.blobs().is_empty(), "{code}");
    }
    assert!(world.claim(&case.clinic, &draft.id).await.unwrap().documents.is_empty());
}

async fn parts_out_of_order_are_refused_and_leave_nothing(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let bytes = pdf(64 * 1024 + 1);
    for (code, parts) in [
        ("OUT_OF_ORDER", vec![]),
        ("OUT_OF_ORDER", vec![chunk(b"%PDF-1.7"), opening(&draft.id), closing(b"%PDF-1.7")]),
        ("OUT_OF_ORDER", vec![opening(&draft.id), opening(&draft.id)]),
        ("OUT_OF_ORDER", vec![opening(&draft.id), chunk(b"%PDF-1.7"), pb::AddDocumentRequest { part: None }]),
        ("TOO_LARGE", vec![opening(&draft.id), chunk(&bytes), closing(&bytes)]),
    ] {
        let refused = world.upload(&case.clinic, parts).await.unwrap_err();
        assert_eq!(violations(refused), [("part".to_owned(), code.to_owned())]);
        assert!(world.blobs().is_empty());
    }
}

async fn an_upload_that_breaks_off_leaves_nothing(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let bytes = pdf(64 * 1024);
    let begun = vec![opening(&draft.id), chunk(&bytes)];
    let endless = futures::stream::iter(begun).chain(futures::stream::pending());
    let mut claims = world.claims();
    let request = world.signed(&case.clinic, endless);
    let upload = tokio::spawn(async move { claims.add_document(request).await });
    eventually("the upload has begun", async || !world.blobs().is_empty()).await;
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    eventually("nothing is left", async || world.blobs().is_empty()).await;
}

async fn more_than_20_mb_are_refused_and_20_mb_come_back_as_they_went(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let refused = world.upload(&case.clinic, document(&draft.id, &pdf(MOST + 1))).await.unwrap_err();
    assert_eq!(violations(refused), [("document".to_owned(), "TOO_LARGE".to_owned())]);
    assert!(world.blobs().is_empty());
    let bytes = pdf(MOST);
    let added = world.upload(&case.clinic, document(&draft.id, &bytes)).await.unwrap();
    let read = pb::ReadDocumentRequest { claim_id: draft.id.clone(), document_id: added.document_id };
    let mut stream =
        world.claims().read_document(world.signed(&case.clinic, read)).await.unwrap().into_inner();
    let (mut back, mut media) = (vec![], String::new());
    while let Some(message) = stream.message().await.unwrap() {
        media.push_str(&message.media_type);
        back.extend(message.chunk);
    }
    assert_eq!(media, "application/pdf");
    assert!(back == bytes, "download equals upload");
}

async fn the_eleventh_is_refused(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    for size in 100..110 {
        world.upload(&case.clinic, document(&draft.id, &pdf(size))).await.unwrap();
    }
    let refused = world.upload(&case.clinic, document(&draft.id, &pdf(110))).await.unwrap_err();
    assert_eq!(reason(refused), "DOCUMENT_TOO_MANY");
    assert_eq!(world.blobs().len(), 10);
}

async fn a_removed_document_is_gone_and_a_submitted_claim_keeps_its_own(world: World) {
    let case = world.case().await;
    let mut draft = world.described(&case, 5_000).await;
    let gone = world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap().document_id;
    let kept = world.upload(&case.clinic, document(&draft.id, &pdf(200))).await.unwrap().document_id;
    draft.revision = world.claim(&case.clinic, &draft.id).await.unwrap().revision;
    let remove_gone = removal(&draft, &gone);
    let removed = world.claims().remove_document(world.signed(&case.clinic, remove_gone)).await.unwrap();
    draft.revision = removed.into_inner().revision;
    let remove_kept = removal(&draft, &kept);
    assert_eq!(world.blobs().len(), 1);
    let submit = pb::SubmitClaimRequest { document_ids: vec![kept.clone()], ..submission(&draft) };
    world.claims().submit_claim(world.signed(&case.clinic, submit)).await.unwrap();
    let refused = world.claims().remove_document(world.signed(&case.clinic, remove_kept)).await.unwrap_err();
    assert_eq!(reason(refused), "CLAIM_STATE");
    let late = world.upload(&case.clinic, document(&draft.id, &pdf(300))).await.unwrap_err();
    assert_eq!(reason(late), "CLAIM_STATE");
    let seen = world.claim(&case.insurer, &draft.id).await.unwrap();
    assert_eq!(seen.documents.iter().map(|document| document.id.clone()).collect::<Vec<_>>(), [kept]);
}

async fn a_document_is_not_removed_from_a_draft_that_has_changed_since(world: World) {
    let case = world.case().await;
    let draft = world.draft(&case).await;
    let first = world.upload(&case.clinic, document(&draft.id, &pdf(100))).await.unwrap();
    let seen = Known { revision: first.revision, ..draft };
    world.upload(&case.clinic, document(&seen.id, &pdf(200))).await.unwrap();
    let stale = removal(&seen, &first.document_id);
    let refused = world.claims().remove_document(world.signed(&case.clinic, stale)).await.unwrap_err();
    assert_eq!(reason(refused), "CLAIM_STALE");
    let now = world.claim(&case.clinic, &seen.id).await.unwrap();
    assert_eq!((now.documents.len(), world.blobs().len()), (2, 2));
    let known = Known { revision: now.revision, ..seen };
    let remove = removal(&known, &first.document_id);
    let removed = world.claims().remove_document(world.signed(&case.clinic, remove.clone())).await.unwrap();
    let again = world.claims().remove_document(world.signed(&case.clinic, remove)).await.unwrap();
    assert_eq!(removed.into_inner(), again.into_inner(), "a repeat is not stale");
}
