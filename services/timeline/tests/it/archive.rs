//! What an organisation takes of its timeline, and how it comes back: under the numbers that its entries had.

use ::archive::Tally;
use identity::{Actor, OrganisationKind, Role, WorkloadName};
use proto::archive::v1::ExportRequest;
use store::Store;
use testkit::{
    Engine,
    archived::{self, Files, assert_same, parts},
};
use timeline::{import_organisation, migrations::Migrator};

use crate::world::{World, actor, adjuster, fact};

testkit::on_both!(
    what_was_fetched_comes_back_under_the_same_numbers_and_goes_on,
    a_timeline_that_has_begun_otherwise_is_left,
);

fn administrator() -> Actor {
    actor(OrganisationKind::Clinic, Role::Administrator)
}

async fn taken(world: &World, who: &Actor) -> Files {
    let request = world.by(who, ExportRequest {});
    archived::fetched(world.channel(WorkloadName::Gateway).await, "timeline", request).await.unwrap()
}

async fn store(world: &World) -> Store {
    Store::open::<Migrator>(&world.database.config).await.unwrap()
}

async fn what_was_fetched_comes_back_under_the_same_numbers_and_goes_on(engine: Engine) {
    let (world, empty) = (World::start(engine).await, World::start(engine).await);
    let (owner, insurer) = (administrator(), adjuster());
    for second in 0..130 {
        let who = if second % 3 == 0 { &insurer } else { &owner };
        world.sources.tell("claims", fact("claim.submitted", who, second, &[&owner, &insurer]));
    }
    world.settled(&owner, 100).await;
    testkit::eventually("all are there", async || taken(&world, &owner).await[0].1.ends_with(b"\n")).await;
    let lines = |files: &Files| files[0].1.iter().filter(|byte| **byte == b'\n').count();
    testkit::eventually("all are there", async || lines(&taken(&world, &owner).await) == 130).await;
    let files = taken(&world, &owner).await;
    for (brought, known) in [(130, 0), (0, 130)] {
        let done = import_organisation(&store(&empty).await, owner.organisation, parts(&files)).await;
        assert_eq!(done.unwrap().of("entries"), Tally { brought, known, left: 0 });
        assert_same(&taken(&empty, &owner).await, &files);
    }
    assert!(empty.list(&insurer, Default::default()).await.unwrap().is_empty(), "its own alone");
    let found = proto::timeline::v1::EntryFilter { kind: "claim.submitted".into(), ..Default::default() };
    assert_eq!(empty.list(&owner, found).await.unwrap().len(), 100, "a page of what is found");
    empty.sources.tell("claims", fact("claim.approved", &owner, 200, &[&owner]));
    testkit::eventually("it goes on", async || {
        empty.list(&owner, Default::default()).await.unwrap()[0].sequence == 131
    })
    .await;
    world.stop().await;
    empty.stop().await;
}

async fn a_timeline_that_has_begun_otherwise_is_left(engine: Engine) {
    let (world, other) = (World::start(engine).await, World::start(engine).await);
    let owner = administrator();
    world.sources.tell("claims", fact("claim.submitted", &owner, 0, &[&owner]));
    other.sources.tell("claims", fact("claim.approved", &owner, 1, &[&owner]));
    world.settled(&owner, 1).await;
    let before = other.settled(&owner, 1).await;
    let files = taken(&world, &owner).await;
    let refused = import_organisation(&store(&other).await, owner.organisation, parts(&files)).await;
    assert_eq!(refused.unwrap_err().reason(), "ARCHIVE_STRANGE");
    assert_eq!(other.list(&owner, Default::default()).await.unwrap(), before);
    world.stop().await;
    other.stop().await;
}
