//! What was changed, cut or moved behind the service's back is refused, and never shown in part as if it were whole.

use std::path::PathBuf;

use proto::claims::v1 as pb;

use crate::{
    both,
    sealed::{download, submit, with_paper},
    verbs::pdf,
    world::{World, insurer, reason},
};

both!(
    a_value_that_was_moved_changed_or_cut_is_refused,
    a_documents_key_or_name_that_was_moved_is_refused,
    a_policys_value_that_was_moved_is_refused,
    a_document_whose_bytes_were_changed_ends_with_an_error,
);

/// Bytes before the first chunk of a blob, and of a chunk with its tag.
const HEADER: usize = 40;
const CHUNK: usize = 64 * 1024 + 16;

async fn a_value_that_was_moved_changed_or_cut_is_refused(world: World) {
    let case = world.case().await;
    let whole = world.described(&case, 5_000).await;
    for damage in [
        "diagnosis = (SELECT diagnosis FROM claims WHERE id = $2)",
        "lines = (SELECT lines FROM claims WHERE id = $2)",
        "policy_number = (SELECT policy_number FROM claims WHERE id = $2)",
        "note = (SELECT diagnosis FROM claims WHERE id = $1 AND id <> $2)",
        "lines = (SELECT substr(lines, 1, 100) FROM claims WHERE id = $1 AND id <> $2)",
        "pet_name = (SELECT substr(lines, 1, 0) FROM claims WHERE id = $1 AND id <> $2)",
    ] {
        let hurt = world.described(&case, 5_000).await;
        world.tamper(&format!("UPDATE claims SET {damage} WHERE id = $1"), &[&hurt.id, &whole.id]).await;
        let refused = world.claim(&case.clinic, &hurt.id).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::Internal, "{damage}");
        assert!(!format!("{refused:?}").contains("外耳炎"), "{refused:?}");
        assert_eq!(reason(refused), "SEALED_CORRUPT", "{damage}");
    }
    let page = world.signed(&case.clinic, pb::ListClaimsRequest::default());
    let refused = world.claims().list_claims(page).await.unwrap_err();
    assert_eq!(reason(refused), "SEALED_CORRUPT", "a list is whole or not at all");
    assert!(world.claim(&case.clinic, &whole.id).await.is_ok());

    let (claim, other) = (world.submitted(&case, 5_000).await, insurer().organisation.to_string());
    world.tamper("UPDATE claims SET policy_insurer_id = $2 WHERE id = $1", &[&claim.id, &other]).await;
    assert_eq!(reason(world.claim(&case.clinic, &claim.id).await.unwrap_err()), "SEALED_CORRUPT");
    let (claim, before) = (world.submitted(&case, 5_000).await, world.submitted(&case, 5_000).await);
    let moved = "UPDATE claims SET diagnosis = (SELECT diagnosis FROM claims WHERE id = $2) WHERE id = $1";
    world.tamper(moved, &[&claim.id, &before.id]).await;
    assert_eq!(reason(world.approve(&case.insurer, &claim).await.unwrap_err()), "SEALED_CORRUPT");
}

async fn a_documents_key_or_name_that_was_moved_is_refused(world: World) {
    let case = world.case().await;
    let bytes = pdf(1_000);
    let ((draft, paper), (other, foreign)) =
        (with_paper(&world, &case, &bytes).await, with_paper(&world, &case, &bytes).await);
    let moved = |column: &str| {
        format!(
            "UPDATE documents SET {column} = (SELECT {column} FROM documents WHERE id = $2) WHERE id = $1"
        )
    };
    world.tamper(&moved("key"), &[&paper, &foreign]).await;
    let refused = download(&world, &case.clinic, &draft.id, &paper).await.unwrap_err();
    assert_eq!((refused.0, reason(refused.1).as_str()), (0, "SEALED_CORRUPT"));
    let message =
        pb::SubmitClaimRequest { document_ids: vec![paper.clone()], ..crate::verbs::submission(&draft) };
    let refused = world.claims().submit_claim(world.signed(&case.clinic, message)).await.unwrap_err();
    assert_eq!(reason(refused), "SEALED_CORRUPT", "what nobody can open does not change hands");
    for column in ["file_name", "sha256"] {
        world.tamper(&moved(column), &[&foreign, &paper]).await;
        assert_eq!(reason(world.claim(&case.clinic, &other.id).await.unwrap_err()), "SEALED_CORRUPT");
        assert!(download(&world, &case.clinic, &other.id, &foreign).await.is_ok(), "its bytes are whole");
    }
}

async fn a_policys_value_that_was_moved_is_refused(world: World) {
    let case = world.case().await;
    let policy = world.signed(&case.insurer, world.new_policy("AB-0002", None));
    let other = world.policies().register_policy(policy).await.unwrap().into_inner().policy_id;
    let moved = "UPDATE policies SET surname = given_name WHERE id = $1";
    world.tamper(moved, &[&other]).await;
    let list = pb::ListPoliciesRequest::default();
    let refused = world.policies().list_policies(world.signed(&case.insurer, list)).await.unwrap_err();
    assert_eq!(reason(refused), "SEALED_CORRUPT");
    assert_eq!(reason(world.look_up(&case.clinic, "AB-0002").await.unwrap_err()), "SEALED_CORRUPT");
    assert_eq!(world.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
    // Another's number in its place, so that it could be registered again.
    let moved = "UPDATE policies SET policy_number = (SELECT policy_number FROM policies WHERE id <> $1) WHERE id = $1";
    world.tamper(moved, &[&other]).await;
    let again = world.new_policy("AB-0002", None);
    let refused = world.policies().register_policy(world.signed(&case.insurer, again)).await.unwrap_err();
    assert_eq!(reason(refused), "SEALED_CORRUPT");
}

fn blob(world: &World, paper: &str) -> PathBuf {
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name == paper);
    world.blobs().into_iter().find(named).unwrap()
}

async fn a_document_whose_bytes_were_changed_ends_with_an_error(world: World) {
    let case = world.case().await;
    let bytes = pdf(200_000);
    let (draft, paper) = with_paper(&world, &case, &bytes).await;
    let added = world.upload(&case.clinic, crate::verbs::document(&draft.id, &bytes)).await.unwrap();
    let draft = crate::verbs::Known { revision: added.revision, ..draft };
    let other = std::fs::read(blob(&world, &added.document_id)).unwrap();
    let file = blob(&world, &paper);
    let whole = std::fs::read(&file).unwrap();
    assert_eq!(whole.len(), HEADER + 200_000 + 4 * 16);
    let flipped = |place: usize| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    };
    let at = |chunk: usize| HEADER + chunk * CHUNK;
    let swapped = [&whole[..at(0)], &whole[at(1)..at(2)], &whole[at(0)..at(1)], &whole[at(2)..]].concat();
    let damaged = [
        ("version", flipped(0)),
        ("commitment", flipped(1)),
        ("nonce", flipped(HEADER - 1)),
        ("first chunk", flipped(at(0))),
        ("last chunk", flipped(whole.len() - 1)),
        ("cut in a chunk", whole[..at(2) + 100].to_vec()),
        ("cut between chunks", whole[..at(3)].to_vec()),
        ("cut in the header", whole[..HEADER - 1].to_vec()),
        ("empty", vec![]),
        ("longer", [&whole[..], b"%PDF"].concat()),
        ("chunks swapped", swapped),
        ("a chunk left out", [&whole[..at(1)], &whole[at(2)..]].concat()),
        ("another document's", other),
    ];
    for (what, damaged) in damaged {
        std::fs::write(&file, damaged).unwrap();
        let (got, refused) = download(&world, &case.clinic, &draft.id, &paper).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(refused).as_str()),
            (tonic::Code::Internal, "SEALED_CORRUPT"),
            "{what}"
        );
        assert!(got < bytes.len(), "{what}: {got}");
    }
    std::fs::write(&file, &whole).unwrap();
    assert!(download(&world, &case.clinic, &draft.id, &paper).await.unwrap() == bytes);
    submit(&world, &case, &draft, &[paper.as_str(), added.document_id.as_str()]).await;
    std::fs::write(&file, &whole[..at(3)]).unwrap();
    let (_, refused) = download(&world, &case.insurer, &draft.id, &paper).await.unwrap_err();
    assert_eq!(reason(refused), "SEALED_CORRUPT");
}
