//! What fails is tried again or visibly dead, and never both sent and forgotten.

use chrono::TimeDelta;
use proto::notifications::v1::DeliveryState;
use testkit::{Engine, Mood};

use crate::world::{POLICYHOLDER, World};

testkit::on_both!(
    a_4xx_is_tried_again_and_then_sent_once,
    a_5xx_is_dead_and_told,
    a_connection_dropped_before_the_mail_is_tried_again,
    a_connection_dropped_after_the_dot_keeps_the_message_id,
    a_server_whose_certificate_nobody_knows_gets_nothing,
);

async fn a_4xx_is_tried_again_and_then_sent_once(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::Busy);
    let (claim, _) = world.happens("claim.denied", "");
    let waiting = world.until(claim, |all| all.iter().any(|one| one.attempts == 1)).await.remove(0);
    assert_eq!((waiting.state(), waiting.last_answer.as_str()), (DeliveryState::Queued, "451 not now"));
    world.sink.set_mood(Mood::Kind);
    world.clock.advance(TimeDelta::minutes(1));
    let sent = world.settled(claim, 1, DeliveryState::Sent).await.remove(0);
    assert_eq!((sent.attempts, sent.id, sent.revision), (2, waiting.id, 3));
    assert_eq!(world.sink.mails().len(), 1);
    world.stop().await;
}

async fn a_5xx_is_dead_and_told(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::Strict);
    let (claim, _) = world.happens("claim.denied", "");
    let dead = world.settled(claim, 1, DeliveryState::Dead).await.remove(0);
    assert_eq!((dead.attempts, dead.last_answer.as_str(), dead.sent_at), (1, "550 refused", None));
    let fact = world.facts(1).await.remove(0);
    assert_eq!((fact.kind.as_str(), fact.subject.unwrap().id), ("notification.dead", dead.id));
    assert_eq!(fact.organisation_ids, [world.clinic.organisation.to_string()]);
    assert!(world.sink.mails().is_empty());
    world.stop().await;
}

async fn a_connection_dropped_before_the_mail_is_tried_again(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::DropBeforeData);
    let (claim, _) = world.happens("claim.denied", "");
    let waiting = world.until(claim, |all| all.iter().any(|one| one.attempts == 1)).await.remove(0);
    assert_eq!((waiting.state(), waiting.last_answer.as_str()), (DeliveryState::Queued, "no connection"));
    world.sink.set_mood(Mood::Kind);
    world.clock.advance(TimeDelta::minutes(1));
    world.settled(claim, 1, DeliveryState::Sent).await;
    assert_eq!(world.sink.mails().len(), 1);
    world.stop().await;
}

/// The one gap that SMTP leaves: the server has it and could not say so. Readers see one mail, by its Message-ID.
async fn a_connection_dropped_after_the_dot_keeps_the_message_id(engine: Engine) {
    let world = World::start(engine).await;
    world.sink.set_mood(Mood::DropAfterDot);
    let (claim, _) = world.happens("claim.denied", "");
    world.until(claim, |all| all.iter().any(|one| one.attempts == 1)).await;
    world.sink.set_mood(Mood::Kind);
    world.clock.advance(TimeDelta::minutes(1));
    world.settled(claim, 1, DeliveryState::Sent).await;
    let mails = world.sink.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].text, mails[1].text, "the same mail to the last byte");
    world.stop().await;
}

async fn a_server_whose_certificate_nobody_knows_gets_nothing(engine: Engine) {
    let world = World::start_trusting(engine, false).await;
    let (claim, _) = world.happens("claim.approved", POLICYHOLDER);
    let tried = |all: &[proto::notifications::v1::Delivery]| {
        all.len() == 2 && all.iter().all(|one| one.attempts == 1)
    };
    let waiting = world.until(claim, tried).await;
    assert!(waiting.iter().all(|one| one.state() == DeliveryState::Queued), "{waiting:?}");
    assert!(world.sink.mails().is_empty());
    world.stop().await;
}
