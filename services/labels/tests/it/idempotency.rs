//! A request id makes a repeat safe: the same answer, one effect; other content is refused.

use proto::labels::v1 as pb;
use testkit::Engine;

use crate::world::{World, clerk, fault, new_label};

testkit::on_both!(
    the_same_request_has_one_effect_and_one_answer,
    a_request_id_is_not_used_for_other_content,
    a_refused_request_may_be_repeated,
);

async fn the_same_request_has_one_effect_and_one_answer(engine: Engine) {
    let world = World::start(engine).await;
    let (clerk, request, gateway) = (clerk(), new_label("要確認"), world.gateway().await);
    let repeats = (0..50).map(|_| {
        let (mut gateway, request) = (gateway.clone(), world.by(&clerk, request.clone()));
        async move { gateway.create_label(request).await.map_err(fault).unwrap().into_inner() }
    });
    let mut answers = futures::future::join_all(repeats).await;
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let mut gateway = world.gateway().await;
    let list = gateway.list_labels(world.by(&clerk, pb::ListLabelsRequest::default())).await.unwrap();
    assert_eq!(list.into_inner().labels.len(), 1);
    assert_eq!(world.facts(1).await.len(), 1);
    world.stop().await;
}

async fn a_request_id_is_not_used_for_other_content(engine: Engine) {
    let world = World::start(engine).await;
    let (clerk, request, mut gateway) = (clerk(), new_label("要確認"), world.gateway().await);
    gateway.create_label(world.by(&clerk, request.clone())).await.unwrap();
    let other = pb::CreateLabelRequest { name: "済み".into(), ..request };
    let refused = gateway.create_label(world.by(&clerk, other)).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "REQUEST_ID_REUSED");
    world.stop().await;
}

async fn a_refused_request_may_be_repeated(engine: Engine) {
    let world = World::start(engine).await;
    let (clerk, request, mut gateway) = (clerk(), new_label("要確認"), world.gateway().await);
    world.create(&clerk, "要確認").await.unwrap();
    for _ in 0..2 {
        let refused =
            gateway.create_label(world.by(&clerk, request.clone())).await.map_err(fault).unwrap_err();
        assert_eq!(refused.reason(), "LABEL_NAME_TAKEN", "a refusal is not kept");
    }
    world.stop().await;
}
