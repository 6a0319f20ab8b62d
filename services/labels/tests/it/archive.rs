//! What an organisation fetches of labels: its own words and what carries them.

use archive::Tally;
use identity::{Actor, ActorKind, OrganisationKind, Role, WorkloadName};
use proto::{archive::v1::ExportRequest, labels::v1 as pb};
use serde_json::Value;
use testkit::{
    Engine,
    archived::{self, Files, assert_same, parts},
};
use tonic::Status;
use uuid::Uuid;

use crate::world::{World, actor, fault};

testkit::on_both!(
    all_labels_and_all_that_carries_them_are_fetched_page_by_page,
    a_program_and_a_clerk_fetch_nothing,
    what_was_fetched_comes_back_as_it_was,
    what_labels_never_wrote_does_not_come_back,
);

/// Files that one fetches.
async fn files(world: &World, who: &Actor) -> Result<Files, Status> {
    let request = world.by(who, ExportRequest {});
    archived::fetched(world.channel(WorkloadName::Gateway).await, "labels", request).await
}

/// Records that one fetches, by the name of their file.
async fn fetched(world: &World, who: &Actor) -> Result<Vec<(String, Value)>, Status> {
    let lines = files(world, who).await?.into_iter().flat_map(|(path, content)| {
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

async fn what_was_fetched_comes_back_as_it_was(engine: Engine) {
    let (world, empty) = (World::start(engine).await, World::start(engine).await);
    let owner = actor(OrganisationKind::Clinic, Role::Administrator);
    let mut gateway = world.gateway().await;
    for number in 0..105 {
        let label_id = world.create(&owner, &format!("札{number}")).await.unwrap().label_id;
        let target = Some(pb::Target { kind: "claim".into(), id: Uuid::now_v7().to_string() });
        let request_id = Uuid::now_v7().to_string();
        let attach = pb::AttachLabelRequest { request_id, label_id, target };
        gateway.attach_label(world.by(&owner, attach)).await.unwrap();
    }
    let taken = files(&world, &owner).await.unwrap();
    let (store, of) = (empty.store().await, owner.organisation);
    for (brought, known) in [(105, 0), (0, 105)] {
        let done = labels::import_organisation(&store, of, parts(&taken)).await.unwrap();
        for name in ["labels", "attachments"] {
            assert_eq!(done.of(name), Tally { brought, known, left: 0 }, "{name}");
        }
        assert_same(&files(&empty, &owner).await.unwrap(), &taken);
    }
    let stranger = actor(OrganisationKind::Clinic, Role::Administrator);
    assert!(fetched(&empty, &stranger).await.unwrap().is_empty());
    world.stop().await;
    empty.stop().await;
}

async fn what_labels_never_wrote_does_not_come_back(engine: Engine) {
    let world = World::start(engine).await;
    let owner = actor(OrganisationKind::Clinic, Role::Administrator);
    let (id, store) = (Uuid::now_v7(), world.store().await);
    let label = |name: &str, colour: &str| {
        format!(
            r#"{{"id":"{id}","revision":1,"name":"{name}","colour":"{colour}","description":"","created_at":"2026-11-24T00:00:00Z"}}"#
        )
    };
    for strange in [label("", "green"), label("要確認", "plaid"), "{}".to_owned(), "[".to_owned()] {
        let lines = format!("{}\n{strange}\n", label("先の札", "green"));
        let file = ("labels/labels-00001.jsonl".to_owned(), lines.into_bytes());
        let refused = labels::import_organisation(&store, owner.organisation, parts(&[file])).await;
        assert_eq!(refused.unwrap_err().reason(), "ARCHIVE_STRANGE", "{strange}");
    }
    assert!(fetched(&world, &owner).await.unwrap().is_empty(), "nothing of a file that is strange");
    world.stop().await;
}
