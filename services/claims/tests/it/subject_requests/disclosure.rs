//! Disclosure: a copy of all that is kept, for people and programs, for thirty days.

use chrono::TimeDelta;
use proto::claims::v1 as pb;
use testkit::eventually;

use super::Asked;
use crate::{
    both,
    facts::read,
    sealed::{submit, with_paper},
    verbs::{Case, pdf},
    world::World,
};

both!(
    all_that_is_kept_is_disclosed_and_attested_by_its_hash,
    fetching_what_was_disclosed_is_a_fact_and_ends_after_thirty_days,
    a_clinics_draft_is_not_the_insurers_to_disclose,
);

const JSON: pb::SubjectRequestFile = pb::SubjectRequestFile::DisclosureJson;
const PDF: pb::SubjectRequestFile = pb::SubjectRequestFile::DisclosurePdf;

async fn disclosed(world: &World, case: &Case) -> Asked {
    world.done(case, pb::SubjectRequestKind::Disclosure).await
}

async fn all_that_is_kept_is_disclosed_and_attested_by_its_hash(world: World) {
    let case = world.case().await;
    let (draft, paper) = with_paper(&world, &case, &pdf(2_000)).await;
    submit(&world, &case, &draft, &[paper.as_str()]).await;
    let denied = world.submitted(&case, 4_000).await;
    world.deny(&case.insurer, &denied).await.unwrap();
    let asked = disclosed(&world, &case).await;

    let (json, paper) =
        (world.file(&case.insurer, &asked.id, JSON).await, world.file(&case.insurer, &asked.id, PDF).await);
    let (json, paper) = (json.unwrap(), paper.unwrap());
    let kept: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(kept["policy"]["policyholder"]["email"], "yumi@example.jp");
    assert_eq!(kept["policy"]["policy_number"], case.number);
    let claims = kept["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 2);
    assert_eq!(claims[0]["claim"]["treatment"]["diagnosis"], "外耳炎");
    assert_eq!(claims[0]["documents"][0]["bytes"], 2_000);
    assert!(claims[1]["claim"]["explanation"].as_str().unwrap().contains("待機期間"));
    assert!(paper.starts_with(b"%PDF-"));

    let facts = world.attested(&case.insurer, &asked.id).await;
    let hashes = facts["disclosed"].as_array().unwrap();
    let hash = |content: &[u8]| {
        use sha2::Digest as _;
        sha2::Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    assert_eq!(
        (hashes[0]["sha256"].as_str(), hashes[1]["sha256"].as_str()),
        (Some(&*hash(&json)), Some(&*hash(&paper)))
    );
    assert_eq!(facts["identity"]["proof"], "photo_document");
    assert!(world.policies_of(&case.insurer).await.len() == 1, "nothing else has changed");
}

async fn fetching_what_was_disclosed_is_a_fact_and_ends_after_thirty_days(world: World) {
    let case = world.case().await;
    let asked = disclosed(&world, &case).await;
    world.file(&case.insurer, &asked.id, PDF).await.unwrap();
    world.attested(&case.insurer, &asked.id).await;
    let facts = read(&world, 6).await;
    let told: Vec<_> = facts.iter().skip(2).map(|fact| fact.kind.as_str()).collect();
    assert_eq!(
        told,
        [
            "subject_request.received",
            "subject_request.identified",
            "subject_request.disclosed",
            "subject_request.file_fetched"
        ],
        "an attestation names nobody, and fetching it is none"
    );
    for fact in facts.iter().skip(2) {
        assert_eq!(fact.organisation_ids, [case.insurer.organisation.to_string()]);
    }
    let shown = world.request(&case.insurer, &asked.id).await.unwrap().subject_request.unwrap();
    let moment = |at: Option<proto::Timestamp>| proto::moment(at.unwrap()).unwrap();
    assert_eq!(moment(shown.disclosure_until) - moment(shown.settled_at), TimeDelta::days(30));
    // Nobody can ask then: no certificate of a test lives that long.
    let kept = async || world.peek("SELECT name FROM subject_files", &[]).await.len();
    world.clock.set(moment(shown.disclosure_until) - TimeDelta::seconds(1));
    assert_eq!(kept().await, 4);
    world.clock.advance(TimeDelta::seconds(1));
    eventually("what was disclosed is gone, and the attestation is not", async || kept().await == 2).await;
}

async fn a_clinics_draft_is_not_the_insurers_to_disclose(world: World) {
    let case = world.case().await;
    world.described(&case, 5_000).await;
    let asked = disclosed(&world, &case).await;
    let json = world.file(&case.insurer, &asked.id, JSON).await.unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(kept["claims"].as_array().unwrap().len(), 0);
}
