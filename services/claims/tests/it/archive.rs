//! What an organisation fetches of claims: all that is its own, nothing of anybody else's, whole or not at all.

use std::collections::BTreeMap;

use identity::{Actor, ActorKind, WorkloadName, cap};
use proto::archive::v1::ExportRequest;
use serde_json::{Value, json};
use testkit::archived::{self, Files};
use tonic::Status;

use crate::{
    both,
    verbs::{document, pdf, submission},
    world::{World, clinic, reason},
};

both!(
    an_insurer_fetches_policies_contracts_claims_and_documents_as_they_are,
    a_clinic_fetches_its_drafts_and_nothing_of_another_clinic,
    programs_and_those_without_the_right_fetch_nothing,
    what_does_not_open_is_named_and_ends_nothing,
);

/// Everything that one fetches, by path.
pub async fn fetched(world: &World, who: &Actor) -> Result<BTreeMap<String, Vec<u8>>, Status> {
    let (files, mut by_path) = (fetched_in_order(world, who).await?, BTreeMap::new());
    for (path, content) in files {
        assert!(by_path.insert(path.clone(), content).is_none(), "{path} twice");
    }
    Ok(by_path)
}

/// The same, in the order in which it comes.
pub async fn fetched_in_order(world: &World, who: &Actor) -> Result<Files, Status> {
    let request = world.signed(who, ExportRequest {});
    archived::fetched(world.channel(WorkloadName::Gateway), "claims", request).await
}

fn records(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<Value> {
    let text = String::from_utf8(files[&format!("claims/{name}-00001.jsonl")].clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The administrator of somebody's organisation.
pub fn administrator(of: &Actor) -> Actor {
    Actor { permissions: cap(of.organisation_kind), ..of.clone() }
}

async fn an_insurer_fetches_policies_contracts_claims_and_documents_as_they_are(world: World) {
    let case = world.case().await;
    let (draft, approved) = (world.described(&case, 4_000).await, world.submitted(&case, 5_000).await);
    let benefit = world.approve(&case.insurer, &approved).await.unwrap().benefit_yen;
    let denied = world.submitted(&case, 6_000).await;
    world.deny(&case.insurer, &denied).await.unwrap();
    let mut with_paper = world.described(&case, 7_000).await;
    let paper = pdf(200_000);
    let added = world.upload(&case.clinic, document(&with_paper.id, &paper)).await.unwrap();
    with_paper.revision = added.revision;
    let mut sent = submission(&with_paper);
    sent.document_ids.push(added.document_id.clone());
    world.claims().submit_claim(world.signed(&case.clinic, sent)).await.unwrap();

    let files = fetched(&world, &administrator(&case.insurer)).await.unwrap();
    let claims = records(&files, "claims");
    let states: Vec<(&str, &str)> =
        claims.iter().map(|it| (it["id"].as_str().unwrap(), it["status"].as_str().unwrap())).collect();
    let ids = [(&*approved.id, "approved"), (&*denied.id, "denied"), (&*with_paper.id, "submitted")];
    assert_eq!(states, ids, "and no draft such as {}", draft.id);
    assert_eq!(claims[0]["benefit_yen"], json!(benefit));
    assert_eq!(claims[0]["treatment"]["diagnosis"], "外耳炎");
    assert_eq!(claims[0]["treatment"]["lines"][0]["unit_price_yen"], 5_000);
    assert_eq!(claims[1]["reason_code"], "WAITING");
    assert_eq!(records(&files, "policies")[0]["policy_number"], case.number.as_str());
    let contract = &records(&files, "contracts")[0];
    assert_eq!(contract["clinic_id"], json!(case.clinic.organisation));
    let papers = records(&files, "documents");
    assert_eq!((papers.len(), &papers[0]["file_name"]), (1, &json!("領収書.pdf")));
    assert_eq!(files[papers[0]["path"].as_str().unwrap()], paper);
    assert!(records(&files, "damaged").is_empty());
}

async fn a_clinic_fetches_its_drafts_and_nothing_of_another_clinic(world: World) {
    let case = world.case().await;
    let (draft, sent) = (world.described(&case, 4_000).await, world.submitted(&case, 5_000).await);
    let files = fetched(&world, &administrator(&case.clinic)).await.unwrap();
    let claims = records(&files, "claims");
    let states: Vec<(&Value, &Value)> = claims.iter().map(|it| (&it["id"], &it["status"])).collect();
    let both = [(json!(draft.id), json!("draft")), (json!(sent.id), json!("submitted"))];
    assert_eq!(states, both.iter().map(|(id, status)| (id, status)).collect::<Vec<_>>());
    assert!(!files.contains_key("claims/policies-00001.jsonl"), "policies are the insurer's");

    let other = fetched(&world, &administrator(&clinic())).await.unwrap();
    assert!(other.values().all(Vec::is_empty), "{other:?}");
}

async fn programs_and_those_without_the_right_fetch_nothing(world: World) {
    let case = world.case().await;
    let program = Actor { kind: ActorKind::ApiClient, ..administrator(&case.insurer) };
    for refused in [program, case.clinic.clone()] {
        assert_eq!(reason(fetched(&world, &refused).await.unwrap_err()), "NOT_PERMITTED");
    }
}

async fn what_does_not_open_is_named_and_ends_nothing(world: World) {
    let case = world.case().await;
    let (hurt, whole) = (world.described(&case, 4_000).await, world.described(&case, 5_000).await);
    let added = world.upload(&case.clinic, document(&whole.id, &pdf(100_000))).await.unwrap();
    for blob in world.blobs() {
        let mut bytes = std::fs::read(&blob).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(&blob, bytes).unwrap();
    }
    let moved = "UPDATE claims SET diagnosis = (SELECT diagnosis FROM claims WHERE id = $2) WHERE id = $1";
    world.tamper(moved, &[&hurt.id, &whole.id]).await;
    let files = fetched(&world, &administrator(&case.clinic)).await.unwrap();
    let damaged = records(&files, "damaged");
    let expected =
        [json!({"table": "claims", "id": hurt.id}), json!({"table": "documents", "id": added.document_id})];
    assert_eq!(damaged, expected);
    assert_eq!(records(&files, "claims").iter().map(|it| &it["id"]).collect::<Vec<_>>(), [&json!(whole.id)]);
    let papers = records(&files, "documents");
    assert_eq!(papers[0]["path"], Value::Null);
    assert!(!files.keys().any(|path| path.starts_with("claims/documents/")), "no byte of it");
}
