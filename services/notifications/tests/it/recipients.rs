//! Whom a mail goes to is decided when it is sent, and an address is kept nowhere.

use chrono::TimeDelta;
use proto::notifications::v1::DeliveryState;
use testkit::{Engine, Mood, eventually};

use crate::world::{ADJUSTERS, CLERKS, POLICYHOLDER, World};

testkit::on_both!(
    accounts_being_down_delays_and_loses_nothing,
    who_has_left_since_gets_no_mail,
    a_policyholder_without_address_gets_none_and_nobody_is_alarmed,
    an_organisation_where_nobody_may_act_has_a_dead_mail,
    no_address_is_kept_in_the_database,
    a_mail_about_an_erased_claim_ends,
    recipients_of_an_erased_claim_are_not_asked_for_again,
);

async fn accounts_being_down_delays_and_loses_nothing(engine: Engine) {
    let world = World::start(engine).await;
    world.peers.known.lock().unwrap().accounts_down = true;
    let (claim, _) = world.happens("claim.submitted", POLICYHOLDER);
    // The policyholder's needs only claims to be queued, and then waits for the insurer's name.
    world.until(claim, |all| all.iter().any(|one| one.last_answer == "address not known yet")).await;
    world.peers.known.lock().unwrap().accounts_down = false;
    world.clock.advance(TimeDelta::minutes(1));
    world.settled(claim, 3, DeliveryState::Sent).await;
    assert_eq!(world.sink.mails().len(), 3);
    world.stop().await;
}

async fn who_has_left_since_gets_no_mail(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::Busy);
    let (claim, _) = world.happens("claim.submitted", "");
    world.until(claim, |all| all.len() == 2 && all.iter().all(|one| one.attempts == 1)).await;
    world.set_members(&world.insurer, "claim_decide", &ADJUSTERS[..1]);
    world.sink.set_mood(Mood::Kind);
    world.clock.advance(TimeDelta::minutes(1));
    let ended = |all: &[proto::notifications::v1::Delivery]| {
        all.iter().all(|one| one.state() != DeliveryState::Queued)
    };
    let deliveries = world.until(claim, ended).await;
    let dead: Vec<_> = deliveries.iter().filter(|one| one.state() == DeliveryState::Dead).collect();
    assert_eq!((dead.len(), dead[0].last_answer.as_str()), (1, "no address"));
    assert_eq!(world.sink.mails().into_iter().flat_map(|mail| mail.to).collect::<Vec<_>>(), [ADJUSTERS[0]]);
    world.stop().await;
}

async fn a_policyholder_without_address_gets_none_and_nobody_is_alarmed(engine: Engine) {
    let world = World::start(engine).await;
    let (claim, _) = world.happens("claim.approved", "");
    let deliveries = world.settled(claim, 1, DeliveryState::Sent).await;
    assert_eq!(deliveries[0].template, "claim_approved_to_clinic");
    assert_eq!(world.sink.mails()[0].to, CLERKS);
    world.stop().await;
}

async fn an_organisation_where_nobody_may_act_has_a_dead_mail(engine: Engine) {
    let world = World::start(engine).await;
    world.set_members(&world.insurer, "claim_decide", &[]);
    let (claim, _) = world.happens("claim.submitted", "");
    let dead = world.settled(claim, 1, DeliveryState::Dead).await.remove(0);
    assert_eq!((dead.attempts, dead.last_answer.as_str()), (0, "no recipient"));
    assert_eq!(world.facts(1).await[0].kind, "notification.dead");
    world.stop().await;
}

async fn no_address_is_kept_in_the_database(engine: Engine) {
    let world = World::start(engine).await;
    for mood in [Mood::Strict, Mood::Kind] {
        world.sink.set_mood(mood);
        let (claim, _) = world.happens("claim.submitted", POLICYHOLDER);
        world
            .until(claim, |all| all.len() == 3 && all.iter().all(|one| one.state() != DeliveryState::Queued))
            .await;
    }
    let shown = world.list(&crate::world::operator(), "").await.unwrap();
    assert!(!format!("{shown:?}").contains('@'), "{shown:?}");
    if engine == Engine::Sqlite {
        let file = world.database.config.url.trim_start_matches("sqlite://").to_owned();
        for part in ["", "-wal"] {
            let bytes = std::fs::read(format!("{file}{part}")).unwrap_or_default();
            for address in ADJUSTERS.iter().chain(&CLERKS).chain([&POLICYHOLDER]) {
                let found = bytes.windows(address.len()).any(|window| window == address.as_bytes());
                assert!(!found, "{address} in {file}{part}");
            }
        }
    }
    world.stop().await;
}

async fn a_mail_about_an_erased_claim_ends(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::Busy);
    let (claim, _) = world.happens("claim.approved", POLICYHOLDER);
    world.until(claim, |all| all.len() == 2 && all.iter().all(|one| one.attempts == 1)).await;
    world.peers.known.lock().unwrap().erased.push(claim.to_string());
    world.sink.set_mood(Mood::Kind);
    world.clock.advance(TimeDelta::minutes(1));
    let ended = |all: &[proto::notifications::v1::Delivery]| {
        all.iter().all(|one| one.state() != DeliveryState::Queued)
    };
    let deliveries = world.until(claim, ended).await;
    let dead: Vec<_> = deliveries.iter().filter(|one| one.state() == DeliveryState::Dead).collect();
    assert_eq!((dead.len(), dead[0].last_answer.as_str()), (1, "no address"), "the policyholder's");
    assert_eq!(world.sink.mails().into_iter().flat_map(|mail| mail.to).collect::<Vec<_>>(), CLERKS);
    world.stop().await;
}

async fn recipients_of_an_erased_claim_are_not_asked_for_again(engine: Engine) {
    let world = World::start(engine).await;
    let claim = ids::ClaimId::generate();
    world.peers.known.lock().unwrap().erased.push(claim.to_string());
    world.tell_of(claim, "claim.submitted");
    let store =
        store::Store::open::<notifications::migrations::Migrator>(&world.database.config).await.unwrap();
    let rows = async |rule: &str| {
        let tx = store.read(store::Scope::Platform("test"), "test").await.unwrap();
        let statement = tx.statement(&format!("SELECT id FROM fan_outs WHERE {rule}"), []);
        sea_orm::ConnectionTrait::query_all_raw(tx.connection(), statement).await.unwrap().len()
    };
    eventually("all are called off", async || {
        rows("called_off = 'CLAIM_ERASED' AND done_at IS NOT NULL").await == 2
    })
    .await;
    assert_eq!(rows("done_at IS NULL").await, 0);
    assert!(world.list(&crate::world::operator(), &claim.to_string()).await.unwrap().is_empty());
    world.stop().await;
}
