//! Facts become entries: once per fact and organisation, numbered without gaps, as poor as each may see them.

use testkit::{Engine, eventually};

use crate::{
    sources::NAMES,
    world::{World, adjuster, clerk, fact},
};

testkit::on_both!(
    a_fact_is_one_entry_for_each_organisation_it_concerns,
    a_fact_told_again_is_no_second_entry,
    numbers_have_no_gaps_whatever_the_source,
    of_another_organisations_operator_only_organisation_and_roles_are_seen,
    an_entry_keeps_all_that_the_fact_said,
);

async fn a_fact_is_one_entry_for_each_organisation_it_concerns(engine: Engine) {
    let world = World::start(engine).await;
    let (clinic, insurer, stranger) = (clerk(), adjuster(), adjuster());
    world.sources.tell("claims", fact("claim.submitted", &clinic, 0, &[&clinic, &insurer, &clinic]));
    for actor in [&clinic, &insurer] {
        let entries = world.settled(actor, 1).await;
        assert_eq!((entries.len(), entries[0].sequence), (1, 1));
        assert_eq!(entries[0].organisation_id, actor.organisation.to_string());
    }
    assert!(world.list(&stranger, Default::default()).await.unwrap().is_empty());
    world.stop().await;
}

async fn a_fact_told_again_is_no_second_entry(engine: Engine) {
    let world = World::start(engine).await;
    let clinic = clerk();
    let repeated = fact("claim.submitted", &clinic, 0, &[&clinic]);
    for _ in 0..3 {
        world.sources.tell("claims", repeated.clone());
    }
    world.sources.tell("claims", fact("claim.approved", &clinic, 1, &[&clinic]));
    let entries = world.settled(&clinic, 2).await;
    let seen: Vec<_> = entries.iter().map(|entry| (entry.kind.as_str(), entry.sequence)).collect();
    assert_eq!(seen, [("claim.approved", 2), ("claim.submitted", 1)]);
    world.stop().await;
}

async fn numbers_have_no_gaps_whatever_the_source(engine: Engine) {
    let world = World::start(engine).await;
    let (clinic, insurer) = (clerk(), adjuster());
    for second in 0..10 {
        for source in NAMES {
            world.sources.tell(source, fact("claim.submitted", &clinic, second, &[&insurer, &clinic]));
        }
    }
    for actor in [&clinic, &insurer] {
        let mut numbers: Vec<_> = world.settled(actor, 40).await.iter().map(|entry| entry.sequence).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    }
    world.stop().await;
}

async fn of_another_organisations_operator_only_organisation_and_roles_are_seen(engine: Engine) {
    let world = World::start(engine).await;
    let (clinic, insurer) = (clerk(), adjuster());
    world.sources.tell("claims", fact("claim.approved", &insurer, 0, &[&clinic, &insurer]));
    let seen = world.settled(&clinic, 1).await[0].operator.clone().unwrap();
    assert_eq!((seen.id.as_str(), seen.certificate_serial.as_str()), ("", ""));
    assert_eq!(
        (seen.organisation_id, seen.roles),
        (insurer.organisation.to_string(), vec!["adjuster".to_owned()])
    );
    let own = world.settled(&insurer, 1).await[0].operator.clone().unwrap();
    assert_eq!(
        (own.id, own.certificate_serial),
        (insurer.id.to_string(), insurer.certificate_serial.clone())
    );
    world.stop().await;
}

async fn an_entry_keeps_all_that_the_fact_said(engine: Engine) {
    let world = World::start(engine).await;
    let clinic = clerk();
    let told = fact("claim.submitted", &clinic, 0, &[&clinic]);
    world.sources.tell("claims", told.clone());
    eventually("the entry is there", async || {
        !world.list(&clinic, Default::default()).await.unwrap().is_empty()
    })
    .await;
    let entry = world.list(&clinic, Default::default()).await.unwrap().remove(0);
    assert_eq!((entry.fact_id, entry.kind, entry.occurred_at), (told.id, told.kind, told.occurred_at));
    assert_eq!((entry.operator, entry.subject), (told.operator, told.subject));
    assert_eq!((entry.related, entry.changes), (told.related, told.changes));
    world.stop().await;
}
