//! A fact becomes mails that arrive: over STARTTLS, signed in, each recipient once, each a fact.

use std::collections::BTreeSet;

use proto::notifications::v1::DeliveryState;
use testkit::Engine;

use crate::world::{ADJUSTERS, CLERKS, POLICYHOLDER, World};

testkit::on_both!(
    a_submission_is_told_to_the_insurer_and_the_policyholder,
    a_decision_is_told_to_the_clinic_and_the_policyholder,
    a_mail_is_signed_in_and_says_that_a_machine_wrote_it,
    a_sent_mail_is_a_fact_without_its_recipient,
    a_fact_told_again_sends_nothing_again,
    other_facts_send_nothing,
);

async fn recipients(world: &World, count: usize) -> BTreeSet<String> {
    world.sink.wait_for(count).await.into_iter().flat_map(|mail| mail.to).collect()
}

fn set(addresses: &[&str], one_more: &str) -> BTreeSet<String> {
    addresses.iter().copied().chain([one_more]).map(str::to_owned).collect()
}

async fn a_submission_is_told_to_the_insurer_and_the_policyholder(engine: Engine) {
    let world = World::start(engine).await;
    let (claim, _) = world.happens("claim.submitted", POLICYHOLDER);
    assert_eq!(recipients(&world, 3).await, set(&ADJUSTERS, POLICYHOLDER));
    let deliveries = world.settled(claim, 3, DeliveryState::Sent).await;
    let insurer = world.insurer.organisation.to_string();
    assert!(
        deliveries
            .iter()
            .all(|one| one.organisation_id == insurer && one.sent_at.is_some() && one.attempts == 1)
    );
    let templates: Vec<_> = deliveries.iter().map(|one| one.template.as_str()).collect();
    assert_eq!(templates.iter().filter(|name| **name == "claim_submitted_to_insurer").count(), 2);
    assert!(templates.contains(&"claim_submitted_to_policyholder"));
    world.stop().await;
}

async fn a_decision_is_told_to_the_clinic_and_the_policyholder(engine: Engine) {
    let world = World::start(engine).await;
    for (round, kind) in ["claim.approved", "claim.denied"].into_iter().enumerate() {
        world.sink.clear();
        let (claim, _) = world.happens(kind, POLICYHOLDER);
        assert_eq!(recipients(&world, 2).await, set(&CLERKS, POLICYHOLDER), "{round}");
        let deliveries = world.settled(claim, 2, DeliveryState::Sent).await;
        let of = |template: String| deliveries.iter().find(|one| one.template == template).unwrap();
        let verb = kind.trim_start_matches("claim.");
        let (clinic, insurer) =
            (world.clinic.organisation.to_string(), world.insurer.organisation.to_string());
        assert_eq!(of(format!("claim_{verb}_to_clinic")).organisation_id, clinic);
        assert_eq!(of(format!("claim_{verb}_to_policyholder")).organisation_id, insurer);
    }
    world.stop().await;
}

async fn a_mail_is_signed_in_and_says_that_a_machine_wrote_it(engine: Engine) {
    let world = World::start(engine).await;
    let (claim, _) = world.happens("claim.denied", "");
    let mail = world.sink.wait_for(1).await.remove(0);
    let delivery = world.settled(claim, 1, DeliveryState::Sent).await.remove(0);
    assert_eq!((mail.user.as_str(), mail.from.as_str()), ("nekonote", "no-reply@nekonote.example.jp"));
    assert_eq!(mail.header("Message-ID").unwrap(), format!("<{}@nekonote.example.jp>", delivery.id));
    assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
    assert!(mail.header("Content-Type").unwrap().to_lowercase().starts_with("text/plain; charset=utf-8"));
    assert!(mail.header("Date").is_some() && mail.header("Subject").is_some());
    world.stop().await;
}

async fn a_sent_mail_is_a_fact_without_its_recipient(engine: Engine) {
    let world = World::start(engine).await;
    let (claim, _) = world.happens("claim.submitted", POLICYHOLDER);
    let deliveries = world.settled(claim, 3, DeliveryState::Sent).await;
    let facts = world.facts(3).await;
    let ids: BTreeSet<_> = facts.iter().map(|fact| fact.subject.clone().unwrap().id).collect();
    assert_eq!(ids, deliveries.into_iter().map(|one| one.id).collect());
    for fact in &facts {
        assert_eq!((fact.kind.as_str(), &fact.related[0].id), ("notification.sent", &claim.to_string()));
        assert_eq!(fact.organisation_ids, [world.insurer.organisation.to_string()]);
    }
    assert!(!format!("{facts:?}").contains('@'), "no address in {facts:?}");
    world.stop().await;
}

async fn a_fact_told_again_sends_nothing_again(engine: Engine) {
    let world = World::start(engine).await;
    let (_, fact) = world.happens("claim.approved", POLICYHOLDER);
    world.peers.tell(fact);
    // Facts are taken in one after the other: once the later one is sent, nothing of the repeat will come.
    let (later, _) = world.happens("claim.approved", POLICYHOLDER);
    world.settled(later, 2, DeliveryState::Sent).await;
    assert_eq!(world.sink.mails().len(), 4);
    world.stop().await;
}

async fn other_facts_send_nothing(engine: Engine) {
    let world = World::start(engine).await;
    world.happens("claim.started", POLICYHOLDER);
    let (later, _) = world.happens("claim.denied", POLICYHOLDER);
    world.settled(later, 2, DeliveryState::Sent).await;
    assert_eq!(world.sink.mails().len(), 2);
    world.stop().await;
}
