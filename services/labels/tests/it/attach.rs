//! Putting labels on things and taking them off: again is no change and no fact.

use proto::labels::v1 as pb;
use testkit::Engine;
use uuid::Uuid;

use crate::world::{World, clerk, fault};

testkit::on_both!(
    again_is_no_change_and_no_fact,
    a_target_must_be_a_thing_by_kind_and_id,
    of_many_that_attach_one_changes_something,
    a_repeat_answers_the_same_position,
);

fn target() -> Option<pb::Target> {
    Some(pb::Target { kind: "claim".into(), id: Uuid::now_v7().to_string() })
}

fn attach(label_id: &str, target: &Option<pb::Target>) -> pb::AttachLabelRequest {
    let request_id = Uuid::new_v4().to_string();
    pb::AttachLabelRequest { request_id, label_id: label_id.into(), target: target.clone() }
}

fn detach(label_id: &str, target: &Option<pb::Target>) -> pb::DetachLabelRequest {
    let request_id = Uuid::new_v4().to_string();
    pb::DetachLabelRequest { request_id, label_id: label_id.into(), target: target.clone() }
}

async fn again_is_no_change_and_no_fact(engine: Engine) {
    let world = World::start(engine).await;
    let (clerk, target) = (clerk(), target());
    let label = world.create(&clerk, "要確認").await.unwrap().label_id;
    let mut gateway = world.gateway().await;
    let mut changes = vec![];
    for _ in 0..2 {
        let answer = gateway.attach_label(world.by(&clerk, attach(&label, &target))).await.unwrap();
        changes.push((answer.get_ref().changed, answer.get_ref().position));
    }
    for _ in 0..2 {
        let answer = gateway.detach_label(world.by(&clerk, detach(&label, &target))).await.unwrap();
        changes.push((answer.get_ref().changed, answer.get_ref().position));
    }
    assert_eq!(changes, [(true, 2), (false, 0), (true, 3), (false, 0)], "with its position in the feed");
    world.create(&clerk, "最後").await.unwrap();
    let facts = world.facts(4).await;
    let kinds: Vec<_> = facts.iter().map(|fact| fact.kind.as_str()).collect();
    assert_eq!(kinds, ["label.created", "label.attached", "label.detached", "label.created"]);
    let related = &facts[1].related[0];
    assert_eq!((related.kind.as_str(), &related.id), ("claim", &target.unwrap().id));
    assert_eq!(facts[1].subject.as_ref().unwrap().id, label);
    world.stop().await;
}

async fn a_target_must_be_a_thing_by_kind_and_id(engine: Engine) {
    let world = World::start(engine).await;
    let clerk = clerk();
    let label = world.create(&clerk, "要確認").await.unwrap().label_id;
    let id = Uuid::now_v7().to_string();
    let strange = [
        (None, "target"),
        (Some(pb::Target { kind: "Claim 1".into(), id }), "target.kind"),
        (Some(pb::Target { kind: "claim".into(), id: "1".into() }), "target.id"),
    ];
    for (target, field) in strange {
        let request = world.by(&clerk, attach(&label, &target));
        let refused = world.gateway().await.attach_label(request).await.map_err(fault).unwrap_err();
        assert_eq!((refused.reason(), refused.violations()[0].field.as_str()), ("TARGET_INVALID", field));
    }
    world.stop().await;
}

async fn of_many_that_attach_one_changes_something(engine: Engine) {
    let world = World::start(engine).await;
    let (clerk, target, gateway) = (clerk(), target(), world.gateway().await);
    let label = world.create(&clerk, "要確認").await.unwrap().label_id;
    let racers = (0..20).map(|_| {
        let (mut gateway, request) = (gateway.clone(), world.by(&clerk, attach(&label, &target)));
        async move { gateway.attach_label(request).await.map_err(fault).unwrap().into_inner().changed }
    });
    let changed = futures::future::join_all(racers).await;
    assert_eq!(changed.iter().filter(|changed| **changed).count(), 1);
    world.stop().await;
}

async fn a_repeat_answers_the_same_position(engine: Engine) {
    let world = World::start(engine).await;
    let (clerk, target, mut gateway) = (clerk(), target(), world.gateway().await);
    let label = world.create(&clerk, "要確認").await.unwrap().label_id;
    let request = attach(&label, &target);
    let first = gateway.attach_label(world.by(&clerk, request.clone())).await.unwrap().into_inner();
    world.create(&clerk, "最後").await.unwrap();
    let again = gateway.attach_label(world.by(&clerk, request)).await.unwrap().into_inner();
    assert_eq!((first.position, again), (2, first));
    world.stop().await;
}
