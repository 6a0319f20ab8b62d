//! Of an organisation that was erased neither words nor what carries them stay; of others everything does.

use feed::{Fact, Operator, Resource};
use identity::Actor;
use proto::labels::v1 as pb;
use store::Scope;
use testkit::{Engine, eventually};
use uuid::Uuid;

use crate::world::{World, clerk};

testkit::on_both!(an_erased_organisations_labels_go_and_nobody_elses,);

async fn tell(world: &World, kind: &str, who: &Actor) {
    let (id, now) = (who.organisation, chrono::Utc::now());
    let fact = Fact::new(kind, now, Operator::system(), Resource::new("organisation", id)).concerning(id);
    let tx = world.accounts.begin(Scope::Platform("test"), "test").await.unwrap();
    feed::tell(&tx, &fact).await.unwrap();
    tx.commit().await.unwrap();
}

async fn words(world: &World, who: &Actor) -> usize {
    let request = world.by(who, pb::ListLabelsRequest::default());
    world.gateway().await.list_labels(request).await.unwrap().into_inner().labels.len()
}

async fn an_erased_organisations_labels_go_and_nobody_elses(engine: Engine) {
    let world = World::start(engine).await;
    let (gone, living) = (clerk(), clerk());
    for who in [&gone, &living] {
        let label_id = world.create(who, "要確認").await.unwrap().label_id;
        let target = Some(pb::Target { kind: "claim".into(), id: Uuid::now_v7().to_string() });
        let attach = pb::AttachLabelRequest { request_id: Uuid::new_v4().to_string(), label_id, target };
        world.gateway().await.attach_label(world.by(who, attach)).await.unwrap();
    }
    tell(&world, "organisation.closed", &living).await;
    tell(&world, "organisation.erased", &gone).await;
    tell(&world, "organisation.erased", &gone).await;
    // What is told last is taken in last.
    tell(&world, "organisation.erased", &clerk()).await;
    eventually("the words are gone", async || words(&world, &gone).await == 0).await;
    assert_eq!(words(&world, &living).await, 1);
    world.stop().await;
}
