//! Two replicas on one database send each mail once, and what a dead one held is soon sent by another.

use calendar::Clock as _;
use chrono::TimeDelta;
use notifications::migrations::Migrator;
use proto::notifications::v1::DeliveryState;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use store::{Scope, Store};
use testkit::{Engine, Mood};
use uuid::Uuid;

use crate::world::World;

testkit::on_both!(
    two_replicas_send_each_mail_once,
    a_mail_leased_by_a_dead_replica_is_sent_when_the_lease_ends
);

async fn two_replicas_send_each_mail_once(engine: Engine) {
    let mut world = World::start(engine).await;
    world.add_replica().await;
    let claims: Vec<_> = (0..12).map(|_| world.happens("claim.submitted", "").0).collect();
    for claim in claims {
        world.settled(claim, 2, DeliveryState::Sent).await;
    }
    let mut ids: Vec<_> = world.sink.mails().iter().filter_map(|mail| mail.header("Message-ID")).collect();
    let sent = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((sent, ids.len()), (24, 24));
    world.stop().await;
}

async fn a_mail_leased_by_a_dead_replica_is_sent_when_the_lease_ends(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::Busy);
    let (held, _) = world.happens("claim.denied", "");
    world.until(held, |all| all.iter().any(|one| one.attempts == 1)).await;
    hold(engine, &world).await;
    world.sink.set_mood(Mood::Kind);
    world.clock.advance(TimeDelta::seconds(8));
    let (free, _) = world.happens("claim.denied", "");
    world.settled(free, 1, DeliveryState::Sent).await;
    world.settled(held, 1, DeliveryState::Queued).await;
    world.clock.advance(TimeDelta::seconds(2));
    world.settled(held, 1, DeliveryState::Sent).await;
    assert_eq!(world.sink.mails().len(), 2);
    world.stop().await;
}

/// What a replica leaves behind that is killed while it sends.
async fn hold(engine: Engine, world: &World) {
    let backend = if engine == Engine::Postgres { DbBackend::Postgres } else { DbBackend::Sqlite };
    let sql = "UPDATE deliveries SET lease = $1, leased_until = $2";
    let until = world.clock.now() + TimeDelta::seconds(9);
    let statement = Statement::from_sql_and_values(backend, sql, [Uuid::new_v4().into(), until.into()]);
    let store = Store::open::<Migrator>(&world.database.config).await.unwrap();
    let tx = store.begin(Scope::Platform("send_mail"), "hold").await.unwrap();
    tx.connection().execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
}
