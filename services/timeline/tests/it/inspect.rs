//! Support looks into another organisation: with a reason only, and never without leaving a fact.

use fault::{Fault, Kind};
use identity::{Actor, OrganisationKind, Role};
use proto::timeline::v1 as pb;
use testkit::Engine;

use crate::world::{World, actor, clerk, fact, fault, support};

testkit::on_both!(
    an_inspection_shows_the_entries_and_leaves_a_fact_on_both_timelines,
    an_inspection_without_a_reason_is_refused_and_leaves_nothing,
    only_the_operators_support_may_inspect,
);

async fn inspect(world: &World, by: &Actor, whose: &str, reason: &str) -> Result<Vec<pb::Entry>, Fault> {
    let (organisation_id, reason) = (whose.to_owned(), reason.to_owned());
    let request =
        pb::InspectEntriesRequest { organisation_id, reason, ..pb::InspectEntriesRequest::default() };
    let answer = world.gateway().await.inspect_entries(world.by(by, request)).await.map_err(fault)?;
    Ok(answer.into_inner().entries)
}

async fn an_inspection_shows_the_entries_and_leaves_a_fact_on_both_timelines(engine: Engine) {
    let world = World::start(engine).await;
    let (clinic, support) = (clerk(), support());
    world.sources.tell("claims", fact("claim.submitted", &clinic, 0, &[&clinic]));
    world.settled(&clinic, 1).await;
    let clinic_id = clinic.organisation.to_string();
    let entries = inspect(&world, &support, &clinic_id, "お問い合わせ 1234 の調査").await.unwrap();
    assert_eq!(entries.len(), 1);
    let seen =
        world.settled(&clinic, 2).await.into_iter().find(|entry| entry.kind == "timeline.inspected").unwrap();
    assert_eq!(seen.subject.unwrap().id, clinic_id);
    assert_eq!(
        (seen.changes[0].field.as_str(), seen.changes[0].after.as_str()),
        ("reason", "お問い合わせ 1234 の調査")
    );
    let (seen_by_clinic, own) = (seen.operator.unwrap(), world.settled(&support, 1).await.remove(0));
    assert_eq!((seen_by_clinic.id.as_str(), seen_by_clinic.roles), ("", vec!["support".to_owned()]));
    assert_eq!((own.kind.as_str(), own.operator.unwrap().id), ("timeline.inspected", support.id.to_string()));
    world.stop().await;
}

async fn an_inspection_without_a_reason_is_refused_and_leaves_nothing(engine: Engine) {
    let world = World::start(engine).await;
    let (clinic, support) = (clerk(), support());
    let clinic_id = clinic.organisation.to_string();
    for (whose, reason, field) in [
        (clinic_id.as_str(), "", "reason"),
        (&clinic_id, "調査 ", "reason"),
        (&clinic_id, &"あ".repeat(201), "reason"),
        ("nobody", "お問い合わせの調査", "organisation_id"),
    ] {
        let refused = inspect(&world, &support, whose, reason).await.unwrap_err();
        assert_eq!((refused.kind(), refused.violations()[0].field.as_str()), (Kind::Invalid, field));
    }
    // What is told later comes later: once it is there, nothing of the refused ones will come.
    inspect(&world, &support, &clinic_id, "お問い合わせの調査").await.unwrap();
    assert_eq!(world.settled(&clinic, 1).await.len(), 1);
    world.stop().await;
}

async fn only_the_operators_support_may_inspect(engine: Engine) {
    let world = World::start(engine).await;
    let clinic = clerk();
    let operations = actor(OrganisationKind::Operator, Role::Operations);
    let administrator = actor(OrganisationKind::Clinic, Role::Administrator);
    for by in [&clinic, &operations, &administrator] {
        let whose = clinic.organisation.to_string();
        let refused = inspect(&world, by, &whose, "お問い合わせの調査").await.unwrap_err();
        assert_eq!((refused.kind(), refused.reason()), (Kind::Forbidden, "NOT_PERMITTED"));
    }
    world.stop().await;
}
