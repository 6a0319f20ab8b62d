//! What an organisation took with it comes back to an empty installation, to the byte, and works there.

use archive::Tally;
use identity::Actor;
use proto::claims::v1 as pb;
use testkit::archived::{Files, assert_same, parts};

use crate::{
    archive::{administrator, fetched_in_order},
    both,
    sealed::{download, submit, with_paper},
    verbs::pdf,
    world::{World, request_id},
};

both!(
    what_an_insurer_and_a_clinic_took_comes_back_to_the_byte,
    what_came_back_is_found_decided_and_submitted,
    what_was_asked_about_a_policy_comes_back_with_what_was_answered,
    an_import_that_was_ended_goes_on,
    what_was_deleted_or_taken_off_since_does_not_come_back,
    what_is_anothers_is_left_and_what_is_strange_is_refused,
);

async fn bring(world: &World, of: &Actor, files: &[(String, Vec<u8>)]) -> archive::Brought {
    let importer = world.importer().await;
    importer.import_organisation(of.organisation, || parts(files)).await.unwrap()
}

async fn taken(world: &World, who: &Actor) -> Files {
    fetched_in_order(world, &administrator(who)).await.unwrap()
}

fn all(brought: u64) -> Tally {
    Tally { brought, ..Tally::default() }
}

async fn what_an_insurer_and_a_clinic_took_comes_back_to_the_byte(world: World) {
    let case = world.case().await;
    world.published(&case.insurer).await;
    let policy = world.policy_of_plan("AB-2048-771937");
    world.policies().register_policy(world.signed(&case.insurer, policy)).await.unwrap();
    let (draft, _) = with_paper(&world, &case, &pdf(200_000)).await;
    let (paid, denied) = (world.submitted(&case, 5_000).await, world.submitted(&case, 6_000).await);
    world.approve(&case.insurer, &paid).await.unwrap();
    world.deny(&case.insurer, &denied).await.unwrap();
    let (submitted, paper) = with_paper(&world, &case, &pdf(70_000)).await;
    submit(&world, &case, &submitted, &[paper.as_str()]).await;
    let (insurers, clinics) = (taken(&world, &case.insurer).await, taken(&world, &case.clinic).await);

    let empty = world.empty().await;
    let brought = bring(&empty, &case.insurer, &insurers).await;
    assert_eq!(
        (brought.of("plans"), brought.of("policies"), brought.of("contracts")),
        (all(1), all(2), all(1))
    );
    assert_eq!((brought.of("claims"), brought.of("documents")), (all(3), all(1)));
    let brought = bring(&empty, &case.clinic, &clinics).await;
    assert_eq!(brought.of("contracts"), Tally { left: 1, ..Tally::default() }, "an insurer makes it");
    assert_eq!(
        brought.of("claims"),
        Tally { brought: 1, known: 0, left: 3 },
        "those come with their insurer"
    );
    assert_eq!(brought.of("documents"), Tally { brought: 1, known: 0, left: 1 });
    assert_same(&taken(&empty, &case.insurer).await, &insurers);
    assert_same(&taken(&empty, &case.clinic).await, &clinics);
    assert!(empty.peek("SELECT 1 AS one FROM loose_documents", &[]).await.is_empty());
    assert!(empty.peek("SELECT 1 AS one FROM outbox", &[]).await.is_empty(), "what happened was told");
    for who in [&case.insurer, &case.clinic] {
        assert_eq!(empty.counted(who).await, world.counted(who).await);
    }
    assert!(empty.claim(&case.clinic, &draft.id).await.is_ok());
    let contents = empty.contents();
    for personal in ["佐藤", "モモ", "外耳炎", "yumi@example.jp", "AB-2048-771930"] {
        assert!(!contents.hold_text(personal), "{personal} is sealed here too");
    }
}

async fn what_came_back_is_found_decided_and_submitted(world: World) {
    let case = world.case().await;
    let (draft, paper) = with_paper(&world, &case, &pdf(2_000)).await;
    let claim = world.submitted(&case, 5_000).await;
    let (insurers, clinics) = (taken(&world, &case.insurer).await, taken(&world, &case.clinic).await);
    let empty = world.empty().await;
    // In whichever order.
    bring(&empty, &case.clinic, &clinics).await;
    bring(&empty, &case.insurer, &insurers).await;
    assert_eq!(empty.look_up(&case.clinic, &case.number).await.unwrap().len(), 1);
    for (who, word) in [(&case.insurer, "1930"), (&case.insurer, "モモ"), (&case.clinic, "さとう")] {
        assert!(empty.claims_like(who, word).await.contains(&claim.id), "{word}");
    }
    let bytes = download(&empty, &case.clinic, &draft.id, &paper).await.unwrap();
    assert_eq!(bytes, pdf(2_000));
    submit(&empty, &case, &draft, &[paper.as_str()]).await;
    empty.approve(&case.insurer, &claim).await.unwrap();
    assert_eq!(empty.list(&case.insurer, "").await.len(), 2);
}

async fn what_was_asked_about_a_policy_comes_back_with_what_was_answered(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let draft = world.described(&case, 3_000).await;
    let disclosed = world.done(&case, pb::SubjectRequestKind::Disclosure).await;
    world.ask(&case, pb::SubjectRequestKind::Correction).await;
    let stopped = world.done(&case, pb::SubjectRequestKind::Stop).await;
    let (insurers, clinics) = (taken(&world, &case.insurer).await, taken(&world, &case.clinic).await);
    let files = insurers.iter().filter(|(path, _)| path.starts_with("claims/subject_files/")).count();
    assert_eq!(files, 6, "two attestations and a copy");

    let empty = world.empty().await;
    empty.clock.set(calendar::Clock::now(&world.clock));
    let brought = bring(&empty, &case.insurer, &insurers).await;
    assert_eq!((brought.of("subject_requests"), brought.of("subject_files")), (all(3), all(6)));
    bring(&empty, &case.clinic, &clinics).await;
    assert_same(&taken(&empty, &case.insurer).await, &insurers);
    assert!(empty.claim(&case.insurer, &claim.id).await.unwrap().stopped, "it is stopped here too");
    assert!(empty.look_up(&case.clinic, &case.number).await.is_err());
    assert!(empty.submit(&case, &draft).await.is_err());
    let copy = empty.file(&case.insurer, &disclosed.id, pb::SubjectRequestFile::DisclosureJson).await;
    assert_eq!(
        copy.unwrap(),
        world.file(&case.insurer, &disclosed.id, pb::SubjectRequestFile::DisclosureJson).await.unwrap()
    );
    empty.resume(&case, &stopped).await.unwrap();
    assert!(!empty.claim(&case.insurer, &claim.id).await.unwrap().stopped);
}

async fn an_import_that_was_ended_goes_on(world: World) {
    let case = world.case().await;
    let mut drafts = vec![];
    for _ in 0..3 {
        drafts.push(with_paper(&world, &case, &pdf(3_000)).await.0);
    }
    let clinics = taken(&world, &case.clinic).await;
    let empty = world.empty().await;
    bring(&empty, &case.insurer, &taken(&world, &case.insurer).await).await;
    let importer = empty.importer().await;
    // It ends behind each of its files, once in each pass.
    for most in 0..clinics.len() {
        let cut = &clinics[..most];
        let passes = std::sync::atomic::AtomicUsize::new(0);
        let files = || {
            let is_first = passes.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            parts(if is_first { &clinics } else { cut })
        };
        importer.import_organisation(case.clinic.organisation, files).await.unwrap();
    }
    let brought = bring(&empty, &case.clinic, &clinics).await;
    assert_eq!(brought.of("claims").known, 3);
    assert_same(&taken(&empty, &case.clinic).await, &clinics);
    assert_eq!(empty.blobs().len(), 3);
    let again = bring(&empty, &case.clinic, &clinics).await;
    assert!(again.all().all(|(_, tally)| tally.brought == 0), "{again:?}");
}

async fn what_is_anothers_is_left_and_what_is_strange_is_refused(world: World) {
    let case = world.case().await;
    let claim = world.submitted(&case, 5_000).await;
    let insurers = taken(&world, &case.insurer).await;
    let (empty, thief) = (world.empty().await, crate::world::insurer());
    let brought = bring(&empty, &thief, &insurers).await;
    for name in ["policies", "contracts", "claims"] {
        assert_eq!(brought.of(name), Tally { left: 1, ..Tally::default() }, "{name}");
    }
    assert!(empty.claim(&thief, &claim.id).await.is_err());
    let importer = empty.importer().await;
    for (file, from, to) in [
        ("claims/claims-00001.jsonl", "\"total_yen\":5000", "\"total_yen\":4000"),
        ("claims/claims-00001.jsonl", "\"status\":\"submitted\"", "\"status\":\"approved\""),
        ("claims/claims-00001.jsonl", "\"pet_name\"", "\"pet_nam\""),
        ("claims/policies-00001.jsonl", "\"used_yen\":0", "\"used_yen\":-1"),
        ("claims/policies-00001.jsonl", "AB-2048-771930", "---"),
    ] {
        let mut files = insurers.clone();
        let (_, content) = files.iter_mut().find(|(path, _)| path == file).unwrap();
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        *content = text.replace(from, to).into_bytes();
        let refused = importer.import_organisation(case.insurer.organisation, || parts(&files)).await;
        assert_eq!(refused.unwrap_err().reason(), "ARCHIVE_STRANGE", "{to}");
    }
    assert!(empty.peek("SELECT 1 AS one FROM claims", &[]).await.is_empty());
}

async fn what_was_deleted_or_taken_off_since_does_not_come_back(world: World) {
    let case = world.ended_case().await;
    let claim = world.treated_before(&case).await;
    world.deny(&case.insurer, &claim).await.unwrap();
    let disclosed = world.done(&case, pb::SubjectRequestKind::Disclosure).await;
    let (draft, paper) = with_paper(&world, &case, &pdf(2_000)).await;
    let (insurers, clinics) = (taken(&world, &case.insurer).await, taken(&world, &case.clinic).await);
    let remove = pb::RemoveDocumentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        document_id: paper,
        revision: draft.revision,
    };
    world.claims().remove_document(world.signed(&case.clinic, remove)).await.unwrap();
    world.done(&case, pb::SubjectRequestKind::Deletion).await;
    let after = (taken(&world, &case.insurer).await, taken(&world, &case.clinic).await);

    let brought = bring(&world, &case.insurer, &insurers).await;
    assert!(brought.all().all(|(_, tally)| tally.brought == 0), "{brought:?}");
    let brought = bring(&world, &case.clinic, &clinics).await;
    assert!(brought.all().all(|(_, tally)| tally.brought == 0), "{brought:?}");
    assert_same(&taken(&world, &case.insurer).await, &after.0);
    assert_same(&taken(&world, &case.clinic).await, &after.1);
    assert!(world.policies_of(&case.insurer).await.is_empty());
    let copy = world.file(&case.insurer, &disclosed.id, pb::SubjectRequestFile::DisclosureJson).await;
    assert!(copy.is_err());
}
