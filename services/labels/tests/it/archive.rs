//! What an organisation fetches of labels: its own words and what carries them.

use archive::{Checker, Part, from_wire};
use identity::{Actor, ActorKind, OrganisationKind, Role, WorkloadName};
use proto::{
    archive::v1::{ExportRequest, archive_service_client::ArchiveServiceClient},
    labels::v1 as pb,
};
use serde_json::Value;
use testkit::Engine;
use tonic::Status;
use uuid::Uuid;

use crate::world::{World, actor, fault};

testkit::on_both!(
    all_labels_and_all_that_carries_them_are_fetched_page_by_page,
    a_program_and_a_clerk_fetch_nothing,
);

/// Records that one fetches, by the name of their file.
async fn fetched(world: &World, who: &Actor) -> Result<Vec<(String, Value)>, Status> {
    let mut client = ArchiveServiceClient::new(world.channel(WorkloadName::Gateway).await);
    let mut answers = client.export(world.by(who, ExportRequest {})).await?.into_inner();
    let (mut checker, mut files) = (Checker::new("labels"), Vec::<(String, Vec<u8>)>::new());
    while let Some(answer) = answers.message().await? {
        match checker.check(from_wire(answer).unwrap()).unwrap() {
            Part::Opening { path, .. } => files.push((path.to_string(), vec![])),
            Part::Chunk(chunk) => files.last_mut().unwrap().1.extend_from_slice(&chunk),
            Part::Closing { .. } | Part::End { .. } => {}
        }
    }
    checker.ended().unwrap();
    let lines = files.into_iter().flat_map(|(path, content)| {
        let text = String::from_utf8(content).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
        lines.into_iter().map(move |line| (path.clone(), line))
    });
    Ok(lines.collect())
}

async fn all_labels_and_all_that_carries_them_are_fetched_page_by_page(engine: Engine) {
    let world = World::start(engine).await;
    let owner = actor(OrganisationKind::Clinic, Role::Administrator);
    let stranger = actor(OrganisationKind::Clinic, Role::Administrator);
    let label_id = world.create(&owner, "要確認").await.unwrap().label_id;
    world.create(&stranger, "よその札").await.unwrap();
    let mut gateway = world.gateway().await;
    for number in 0..205 {
        let kind = if number % 2 == 0 { "claim" } else { "policy" };
        let target = Some(pb::Target { kind: kind.into(), id: Uuid::now_v7().to_string() });
        let request_id = Uuid::now_v7().to_string();
        let attach = pb::AttachLabelRequest { request_id, label_id: label_id.clone(), target };
        gateway.attach_label(world.by(&owner, attach)).await.unwrap();
    }
    let records = fetched(&world, &owner).await.unwrap();
    let of = |file: &str| {
        records.iter().filter(|(path, _)| path == file).map(|(_, record)| record).collect::<Vec<_>>()
    };
    let labels = of("labels/labels-00001.jsonl");
    assert_eq!(labels.len(), 1, "{labels:?}");
    assert_eq!((labels[0]["name"].as_str(), labels[0]["colour"].as_str()), (Some("要確認"), Some("green")));
    let carried = of("labels/attachments-00001.jsonl");
    let mut things: Vec<&str> = carried.iter().map(|it| it["target"]["id"].as_str().unwrap()).collect();
    things.sort_unstable();
    things.dedup();
    assert_eq!((carried.len(), things.len()), (205, 205));
    assert!(of("labels/damaged-00001.jsonl").is_empty());
    world.stop().await;
}

async fn a_program_and_a_clerk_fetch_nothing(engine: Engine) {
    let world = World::start(engine).await;
    let administrator = actor(OrganisationKind::Clinic, Role::Administrator);
    let program = Actor { kind: ActorKind::ApiClient, ..administrator };
    for refused in [program, actor(OrganisationKind::Clinic, Role::ClaimsClerk)] {
        let refused = fetched(&world, &refused).await.map_err(fault).unwrap_err();
        assert_eq!(refused.reason(), "NOT_PERMITTED");
    }
    world.stop().await;
}
