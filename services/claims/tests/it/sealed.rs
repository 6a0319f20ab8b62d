//! What is personal is sealed, and for whom: a draft for its clinic, what was submitted for its insurer.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use envelope::{Kms as _, Purpose, Sealed, kms};
use identity::Actor;
use proto::claims::v1 as pb;
use sha2::{Digest as _, Sha256};
use tonic::Status;

use crate::{
    both,
    verbs::{Case, Known, document, pdf, removal, submission},
    world::{World, reason, request_id},
};

both!(
    nothing_personal_is_readable_in_any_table_or_blob,
    a_draft_is_sealed_by_its_clinic_and_a_submitted_claim_by_its_insurer,
    erasing_a_clinic_ends_its_drafts_and_nothing_it_has_submitted,
    a_document_is_the_same_for_clinic_and_insurer_after_it_changed_hands,
    what_an_older_key_has_sealed_opens_and_is_submitted_under_the_newest,
);

/// A draft that says enough, with a document, and what the document is called.
pub async fn with_paper(world: &World, case: &Case, bytes: &[u8]) -> (Known, String) {
    let draft = world.described(case, 5_000).await;
    let added = world.upload(&case.clinic, document(&draft.id, bytes)).await.unwrap();
    (Known { revision: added.revision, ..draft }, added.document_id)
}

pub async fn submit(world: &World, case: &Case, draft: &Known, papers: &[&str]) -> Known {
    let document_ids = papers.iter().map(ToString::to_string).collect();
    let message = pb::SubmitClaimRequest { document_ids, ..submission(draft) };
    let answer = world.claims().submit_claim(world.signed(&case.clinic, message)).await.unwrap();
    Known { revision: answer.into_inner().revision, ..draft.clone() }
}

/// All bytes of a document, or how many came before it ended with an error.
pub async fn download(
    world: &World,
    who: &Actor,
    claim: &str,
    paper: &str,
) -> Result<Vec<u8>, (usize, Status)> {
    let read = pb::ReadDocumentRequest { claim_id: claim.to_owned(), document_id: paper.to_owned() };
    let answer = world.claims().read_document(world.signed(who, read)).await.map_err(|status| (0, status))?;
    let (mut stream, mut bytes) = (answer.into_inner(), vec![]);
    loop {
        match stream.message().await {
            Ok(Some(message)) => bytes.extend(message.chunk),
            Ok(None) => return Ok(bytes),
            Err(status) => return Err((bytes.len(), status)),
        }
    }
}

async fn nothing_personal_is_readable_in_any_table_or_blob(world: World) {
    let case = world.capped_case(Some(100_000)).await;
    let bytes = pdf(100_000);
    let (draft, _) = with_paper(&world, &case, &bytes).await;
    let note = pb::Treatment { note: "右耳に発赤".to_owned(), ..world.treatment(7_000) };
    let describe = pb::DescribeTreatmentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        revision: draft.revision,
        treatment: Some(note),
    };
    world.claims().describe_treatment(world.signed(&case.clinic, describe)).await.unwrap();
    let (removed, paper) = with_paper(&world, &case, &pdf(50_000)).await;
    world.claims().remove_document(world.signed(&case.clinic, removal(&removed, &paper))).await.unwrap();
    for approved in [true, false] {
        let (draft, paper) = with_paper(&world, &case, &bytes).await;
        let claim = submit(&world, &case, &draft, &[paper.as_str()]).await;
        if approved {
            world.approve(&case.insurer, &claim).await.unwrap();
        } else {
            world.deny(&case.insurer, &claim).await.unwrap();
        }
    }
    world.look_up(&case.clinic, &case.number).await.unwrap();
    world.look_up(&case.clinic, "AB-9999-000000").await.unwrap();

    let contents = world.contents();
    for plain in ["犬", "WAITING", "claim.submitted", "draft"] {
        assert!(contents.hold(plain), "{plain} is there, so it is looked for in the right place");
    }
    let personal = [
        "AB-2048",
        "ab-2048",
        "2048771930",
        "771930",
        "AB-9999",
        "モモ",
        "佐藤",
        "由美",
        "サトウ",
        "ユミ",
        "yumi",
        "example.jp",
        "090-0000",
        "外耳炎",
        "右耳に発赤",
        "診察",
        "甲南",
        "待機期間",
        "領収書",
        "%PDF",
    ];
    for text in personal {
        assert!(!contents.hold(text), "{text} is readable");
    }
    assert!(!contents.hold(&bytes[1_000..1_064]), "a document is readable");
    assert!(!contents.hold(Sha256::digest(&bytes)), "a document's hash tells that it is the same");
}

/// Whose data keys the sealed columns of a claim and its documents name.
async fn owners(world: &World, claim: &str) -> BTreeSet<String> {
    let mut sealed = vec![];
    for (columns, from) in [
        (
            "policy_number pet_name policyholder_name diagnosis note lines denial_explanation",
            "claims WHERE id",
        ),
        ("file_name sha256 key", "documents WHERE claim_id"),
    ] {
        for column in columns.split(' ') {
            let sql = format!("SELECT {column} AS sealed FROM {from} = $1");
            for row in world.peek(&sql, &[claim]).await {
                sealed.extend(row.try_get::<Option<Vec<u8>>>("", "sealed").unwrap());
            }
        }
    }
    assert!(sealed.len() >= 9, "{}", sealed.len());
    let mut owners = BTreeSet::new();
    for sealed in sealed {
        let key = Sealed::parse(sealed).unwrap().key().unwrap().to_string();
        let row = world.peek("SELECT organisation_id FROM data_keys WHERE id = $1", &[&key]).await;
        owners.insert(row[0].try_get::<uuid::Uuid>("", "organisation_id").unwrap().to_string());
    }
    owners
}

async fn a_draft_is_sealed_by_its_clinic_and_a_submitted_claim_by_its_insurer(world: World) {
    let case = world.case().await;
    let (clinic, insurer) = (case.clinic.organisation.to_string(), case.insurer.organisation.to_string());
    let (draft, paper) = with_paper(&world, &case, &pdf(70_000)).await;
    assert_eq!(owners(&world, &draft.id).await, BTreeSet::from([clinic]));
    let before = std::fs::read(&world.blobs()[0]).unwrap();
    let claim = submit(&world, &case, &draft, &[paper.as_str()]).await;
    assert_eq!(owners(&world, &draft.id).await, BTreeSet::from([insurer.clone()]));
    assert!(std::fs::read(&world.blobs()[0]).unwrap() == before, "its bytes stay where and as they are");
    world.deny(&case.insurer, &claim).await.unwrap();
    assert_eq!(owners(&world, &draft.id).await, BTreeSet::from([insurer]));
    for who in [&case.clinic, &case.insurer] {
        let seen = world.claim(who, &claim.id).await.unwrap();
        let treatment = seen.treatment.unwrap();
        assert_eq!((seen.pet_name.as_str(), seen.policyholder_name.as_str()), ("モモ", "佐藤 由美"));
        assert_eq!((treatment.diagnosis.as_str(), treatment.lines[0].item.as_str()), ("外耳炎", "診察"));
        assert_eq!(
            (seen.policy_number, seen.documents[0].file_name.as_str()),
            (case.number.clone(), "領収書.pdf")
        );
    }
}

/// Destroys an organisation's KMS key, as its erasure does; the service notices when its keys are over.
async fn erase(world: &World, who: &Actor) {
    let file = world.folder().join("kms.json");
    let local = kms::Local::open(&file, kms::Profile::Development).await.unwrap();
    assert!(local.destroy(&local.name(who.organisation)).await.unwrap().gone_by.is_some());
    world.clock.advance(TimeDelta::minutes(5));
}

async fn erasing_a_clinic_ends_its_drafts_and_nothing_it_has_submitted(world: World) {
    let case = world.case().await;
    let bytes = pdf(70_000);
    let (submitted, paper) = with_paper(&world, &case, &bytes).await;
    let claim = submit(&world, &case, &submitted, &[paper.as_str()]).await;
    let (draft, lost) = with_paper(&world, &case, &bytes).await;
    erase(&world, &case.clinic).await;
    let gone = world.claim(&case.clinic, &draft.id).await.unwrap_err();
    assert_eq!(
        (gone.code(), reason(gone).as_str()),
        (tonic::Code::FailedPrecondition, "ORGANISATION_ERASED")
    );
    let gone = download(&world, &case.clinic, &draft.id, &lost).await.unwrap_err();
    assert_eq!(reason(gone.1), "ORGANISATION_ERASED");
    for who in [&case.insurer, &case.clinic] {
        let seen = world.claim(who, &claim.id).await.unwrap();
        assert_eq!(seen.treatment.unwrap().diagnosis, "外耳炎");
        assert!(download(&world, who, &claim.id, &paper).await.unwrap() == bytes);
    }
    assert!(world.approve(&case.insurer, &claim).await.is_ok(), "the insurer goes on");
    erase(&world, &case.insurer).await;
    assert_eq!(reason(world.claim(&case.insurer, &claim.id).await.unwrap_err()), "ORGANISATION_ERASED");
}

async fn a_document_is_the_same_for_clinic_and_insurer_after_it_changed_hands(world: World) {
    let case = world.case().await;
    // Around the border of a chunk, and more than the store of blobs takes at once.
    for size in [100, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 6 * 1024 * 1024] {
        let bytes = pdf(size);
        let (draft, paper) = with_paper(&world, &case, &bytes).await;
        assert!(download(&world, &case.clinic, &draft.id, &paper).await.unwrap() == bytes, "{size}");
        submit(&world, &case, &draft, &[paper.as_str()]).await;
        for who in [&case.clinic, &case.insurer] {
            assert!(download(&world, who, &draft.id, &paper).await.unwrap() == bytes, "{size}");
            let seen = world.claim(who, &draft.id).await.unwrap().documents.remove(0);
            let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!((seen.sha256, seen.bytes), (hash, i64::try_from(size).unwrap()));
        }
    }
}

async fn what_an_older_key_has_sealed_opens_and_is_submitted_under_the_newest(world: World) {
    let case = world.case().await;
    let bytes = pdf(1_000);
    let (draft, paper) = with_paper(&world, &case, &bytes).await;
    let keys = world.keys().await;
    for purpose in [Purpose::Records, Purpose::Documents] {
        for who in [&case.clinic, &case.insurer] {
            keys.rotate(who.organisation, purpose).await.unwrap();
        }
    }
    world.clock.advance(TimeDelta::minutes(5));
    let (other, _) = with_paper(&world, &case, &bytes).await;
    assert_eq!(world.list(&case.clinic, "").await.len(), 2, "under two keys");
    submit(&world, &case, &draft, &[paper.as_str()]).await;
    assert_eq!(world.list(&case.clinic, "").await.len(), 2, "under two organisations' keys");
    assert_eq!(world.list(&case.insurer, "").await[0].diagnosis, "外耳炎");
    assert!(download(&world, &case.insurer, &draft.id, &paper).await.unwrap() == bytes);
    assert!(world.claim(&case.clinic, &other.id).await.is_ok());
}
