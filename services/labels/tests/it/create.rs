//! Making labels: a name once in an organisation, every wrong field named, names kept out of facts.

use fault::Kind;
use proto::labels::v1 as pb;
use testkit::Engine;

use crate::world::{World, clerk, fault, new_label};

testkit::on_both!(
    a_name_is_unique_in_its_organisation_after_normalising,
    every_wrong_field_is_named,
    a_label_is_told_without_its_words,
    of_many_that_want_one_name_one_gets_it,
);

async fn a_name_is_unique_in_its_organisation_after_normalising(engine: Engine) {
    let world = World::start(engine).await;
    let (ours, theirs) = (clerk(), clerk());
    assert_eq!(world.create(&ours, "VIP カルテ").await.unwrap().revision, 1);
    let refused = world.create(&ours, " ＶＩＰ ｶﾙﾃ ").await.unwrap_err();
    assert_eq!((refused.kind(), refused.reason()), (Kind::Refused, "LABEL_NAME_TAKEN"));
    assert!(world.create(&theirs, "VIP カルテ").await.is_ok());
    world.stop().await;
}

async fn every_wrong_field_is_named(engine: Engine) {
    let world = World::start(engine).await;
    let wrong =
        pb::CreateLabelRequest { description: "あ".repeat(201), ..pb::CreateLabelRequest::default() };
    let refused =
        world.gateway().await.create_label(world.by(&clerk(), wrong)).await.map_err(fault).unwrap_err();
    let fields: Vec<_> =
        refused.violations().iter().map(|wrong| (wrong.field.as_str(), wrong.code.as_str())).collect();
    assert_eq!(fields, [("name", "REQUIRED"), ("colour", "REQUIRED"), ("description", "TOO_LONG")]);
    let no_id = pb::CreateLabelRequest { request_id: "1".into(), ..new_label("x") };
    let refused =
        world.gateway().await.create_label(world.by(&clerk(), no_id)).await.map_err(fault).unwrap_err();
    assert_eq!(refused.violations()[0].field, "request_id");
    world.stop().await;
}

async fn a_label_is_told_without_its_words(engine: Engine) {
    let world = World::start(engine).await;
    let clerk = clerk();
    let label_id = world.create(&clerk, "田中様ご家族").await.unwrap().label_id;
    let facts = world.facts(1).await;
    assert_eq!((facts[0].kind.as_str(), facts[0].position), ("label.created", 1));
    assert_eq!(facts[0].subject.as_ref().unwrap().id, label_id);
    assert_eq!(facts[0].organisation_ids, [clerk.organisation.to_string()]);
    let told = format!("{facts:?}");
    assert!(!told.contains("田中") && !told.contains("使い道"), "{told}");
    world.stop().await;
}

async fn of_many_that_want_one_name_one_gets_it(engine: Engine) {
    let world = World::start(engine).await;
    let clerk = clerk();
    let gateway = world.gateway().await;
    let racers = (0..20).map(|_| {
        let (mut gateway, request) = (gateway.clone(), world.by(&clerk, new_label("一番")));
        async move { gateway.create_label(request).await.map_err(fault) }
    });
    let (won, lost): (Vec<_>, Vec<_>) =
        futures::future::join_all(racers).await.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for fault in lost.into_iter().filter_map(Result::err) {
        assert_eq!(fault.reason(), "LABEL_NAME_TAKEN", "{fault}");
    }
    assert_eq!(world.facts(1).await.len(), 1);
    world.stop().await;
}
