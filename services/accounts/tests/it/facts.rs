//! What the others are told: every change once, and nothing personal.

use identity::WorkloadName;
use prost::Message;
use proto::feed::v1::{self as feed, feed_service_client::FeedServiceClient};

use crate::{
    both,
    world::{World, reason},
};

both!(every_change_is_told_once_without_personal_data, the_feed_is_for_followers_alone);

async fn read(world: &World, many: usize) -> Vec<feed::Fact> {
    testkit::told(world.channel(WorkloadName::Timeline), many).await
}

async fn every_change_is_told_once_without_personal_data(world: World) {
    let operator = world.operator().await;
    let clinic = world.clinic(&operator, "さくら動物病院").await;
    let _ = world.try_sign_in(&clinic, "a wrong but long password").await.unwrap_err();
    let stranger = crate::world::Person { email: "nobody@example.jp".to_owned(), ..clinic.clone() };
    let _ = world.try_sign_in(&stranger, "a wrong but long password").await.unwrap_err();
    world.device(&clinic, "受付PC-2").await;
    let expected = [
        "organisation.registered",
        "account.created",
        "certificate.issued",
        "account.signed_in",
        "organisation.registered",
        "account.created",
        "certificate.issued",
        "account.sign_in_refused",
        "account.signed_in",
        "certificate.issued",
    ];
    let facts = read(&world, expected.len()).await;
    assert_eq!(facts.iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), expected);
    assert!(facts.iter().zip(1..).all(|(fact, position)| fact.position == position));
    let registered = &facts[4];
    assert_eq!(registered.organisation_ids, [clinic.organisation, operator.organisation]);
    assert_eq!(registered.operator.as_ref().unwrap().id, operator.account);
    let bytes = facts.iter().flat_map(Message::encode_to_vec).collect::<Vec<_>>();
    for personal in ["田中", "example", "受付PC", "ねこの手"] {
        assert!(!bytes.windows(personal.len()).any(|window| window == personal.as_bytes()), "{personal}");
    }
}

async fn the_feed_is_for_followers_alone(world: World) {
    for name in [WorkloadName::Gateway, WorkloadName::Nekonote] {
        let mut client = FeedServiceClient::new(world.channel(name));
        let refused = client.follow(feed::FollowRequest { after_position: 0 }).await.map(|_| ()).unwrap_err();
        assert_eq!(reason(refused), "CALLER_NOT_ALLOWED", "{name}");
    }
}
