//! The key that accounts signs actors with changes while requests come in: nobody is refused for it.

use std::sync::{Arc, Mutex};

use calendar::Clock as _;
use chrono::TimeDelta;
use identity::{ActorSigner, Caller, Rule, WorkloadName};
use testkit::{eventually, write_whole};
use tokio_util::sync::CancellationToken;

use crate::house::{CHECK, House, check, refusal, signed};

const RULES: [Rule; 1] = [Rule::for_actors(CHECK, &[Caller::Gateway])];

/// The text of an actor that a signer signs at the house's time.
fn signed_by(signer: &ActorSigner, house: &House) -> String {
    signer.sign(&house.clerk(), "claims", "fingerprint", house.clock.now())
}

#[tokio::test]
async fn a_rotation_mid_traffic_refuses_nobody() {
    let house = House::with(RULES.to_vec()).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let shutdown = CancellationToken::new();
    let watch = house.verifier.watch(Arc::new(house.clock.clone()), shutdown.clone());
    let (old, new) = (house.signer.public_key(), ActorSigner::generate().unwrap());
    let believes = async |signer: &ActorSigner| {
        house.verifier.verify(&signed_by(signer, &house), house.clock.now()).is_ok()
    };

    let used = Arc::new(Mutex::new(signed(&house, &house.clerk())));
    let (channel, text, end) = (house.channel(&gateway), Arc::clone(&used), CancellationToken::new());
    let over = end.clone();
    let traffic = tokio::spawn(async move {
        let mut answered = 0;
        while !over.is_cancelled() {
            let actor = text.lock().unwrap().clone();
            check(&channel, Some(&actor)).await.unwrap();
            answered += 1;
        }
        answered
    });
    write_whole(&house.actor_key, &[old, new.public_key()].concat());
    eventually("the new key is known", async || believes(&new).await).await;
    *used.lock().unwrap() = signed_by(&new, &house);
    write_whole(&house.actor_key, &new.public_key());
    eventually("the old key is gone", async || {
        house.clock.advance(TimeDelta::seconds(1));
        *used.lock().unwrap() = signed_by(&new, &house);
        !believes(&house.signer).await
    })
    .await;
    end.cancel();
    assert!(traffic.await.unwrap() > 0);
    shutdown.cancel();
    watch.await.unwrap();
}

#[tokio::test]
async fn what_the_old_key_has_signed_holds_until_it_ends() {
    let house = House::with(RULES.to_vec()).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let (channel, before) = (house.channel(&gateway), signed(&house, &house.clerk()));
    let new = ActorSigner::generate().unwrap();
    write_whole(&house.actor_key, &new.public_key());
    house.verifier.reload(house.clock.now()).unwrap();
    house.clock.advance(TimeDelta::seconds(9));
    check(&channel, Some(&before)).await.unwrap();
    check(&channel, Some(&signed_by(&new, &house))).await.unwrap();
    house.clock.advance(TimeDelta::seconds(2));
    let after = signed(&house, &house.clerk());
    assert_eq!(refusal(&channel, Some(&after)).await, "ACTOR_SIGNATURE_WRONG");
}

#[tokio::test]
async fn half_a_file_of_keys_changes_nothing() {
    let house = House::with(RULES.to_vec()).await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let whole = house.signer.public_key();
    let halves: [&[u8]; 3] = [&whole[..16], b"", b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA"];
    for half in halves {
        write_whole(&house.actor_key, half);
        assert!(house.verifier.reload(house.clock.now()).is_err());
        check(&house.channel(&gateway), Some(&signed(&house, &house.clerk()))).await.unwrap();
    }
}
