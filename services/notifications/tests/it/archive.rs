//! What an organisation takes of the deliveries on its behalf, and how it comes back: nothing that waited is sent.

use ::archive::Tally;
use identity::{Actor, OrganisationKind, Role, WorkloadName};
use notifications::import_organisation;
use proto::{archive::v1::ExportRequest, notifications::v1::DeliveryState};
use testkit::{
    Engine,
    archived::{self, Files, assert_same, parts},
};

use crate::world::{POLICYHOLDER, World, actor};

testkit::on_both!(what_was_sent_comes_back_and_is_not_sent_again, a_mail_that_waited_is_left);

/// The administrator of somebody's organisation.
fn administrator(of: &Actor) -> Actor {
    let administrator = actor(of.organisation_kind, Role::Administrator);
    Actor { organisation: of.organisation, ..administrator }
}

async fn taken(world: &World, who: &Actor) -> Files {
    let request = world.by(&administrator(who), ExportRequest {});
    let service = world.channel(WorkloadName::Gateway).await;
    archived::fetched(service, "notifications", request).await.unwrap()
}

async fn what_was_sent_comes_back_and_is_not_sent_again(engine: Engine) {
    let (world, empty) = (World::start(engine).await, World::start(engine).await);
    for _ in 0..2 {
        let (claim, _) = world.happens("claim.approved", POLICYHOLDER);
        world.settled(claim, 2, DeliveryState::Sent).await;
    }
    let files = taken(&world, &world.insurer).await;
    for (brought, known) in [(2, 0), (0, 2)] {
        let of = world.insurer.organisation;
        let done = import_organisation(&empty.store().await, of, parts(&files)).await.unwrap();
        assert_eq!(done.of("deliveries"), Tally { brought, known, left: 0 });
        assert_same(&taken(&empty, &world.insurer).await, &files);
    }
    assert_eq!(empty.list(&world.insurer, "").await.unwrap().len(), 2);
    assert!(empty.sink.mails().is_empty());
    world.stop().await;
    empty.stop().await;
}

async fn a_mail_that_waited_is_left(engine: Engine) {
    let world = World::start(engine).await;
    let owner = actor(OrganisationKind::Clinic, Role::Administrator);
    let record = |state: &str, recipient: &str| {
        let id = uuid::Uuid::now_v7();
        format!(
            r#"{{"id":"{id}","revision":1,"template":"claim_approved_to_policyholder","subject_id":"{id}","recipient":"{recipient}","state":"{state}","attempts":0,"last_answer":"","queued_at":"2026-11-24T00:00:00Z","sent_at":null}}"#
        )
    };
    let import = async |lines: String| {
        let files = [("notifications/deliveries-00001.jsonl".to_owned(), lines.into_bytes())];
        import_organisation(&world.store().await, owner.organisation, parts(&files)).await
    };
    let done = import(format!("{}\n{}\n", record("queued", "policyholder"), record("dead", "policyholder")));
    assert_eq!(done.await.unwrap().of("deliveries"), Tally { brought: 1, known: 0, left: 1 });
    for strange in
        [record("sent", "policyholder"), record("dead", "taro@example.jp"), record("lost", "policyholder")]
    {
        assert_eq!(import(strange.clone()).await.unwrap_err().reason(), "ARCHIVE_STRANGE", "{strange}");
    }
    assert_eq!(world.list(&owner, "").await.unwrap().len(), 1);
    world.stop().await;
}
