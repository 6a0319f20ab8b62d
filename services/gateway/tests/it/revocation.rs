//! A revocation bites on open connections as well; without a current list nobody comes in.

use chrono::{TimeDelta, Utc};
use testkit::eventually;

use crate::{client::Client, stub::TOKEN, world::World};

const WITH_TOKEN: [(&str, &str); 1] = [("authorization", "Bearer the-token")];

#[tokio::test]
async fn an_open_connection_ends_when_its_certificate_is_revoked() {
    assert_eq!(WITH_TOKEN[0].1, format!("Bearer {TOKEN}"));
    let world = World::start().await;
    let mut open = world.portal().await;
    assert_eq!(open.get("/api/v1/accounts", &WITH_TOKEN).await.status, 200);
    world.stub.give_list(&world.pki.client.crl(2, &[&world.device]).der);
    let mut last = None;
    eventually("the open connection is told", async || {
        let answer = open.get("/api/v1/accounts", &WITH_TOKEN).await;
        let is_refused = answer.status == 401;
        last = Some(answer);
        is_refused
    })
    .await;
    let answer = last.unwrap();
    assert_eq!(
        (answer.problem().as_str(), answer.header("connection")),
        ("CERTIFICATE_NO_LONGER_VALID", "close")
    );
    assert!(open.try_get("/").await.is_none());
    assert!(!world.client().is_let_in("localhost").await);
    world.stop().await;
}

#[tokio::test]
async fn an_older_list_does_not_bring_a_certificate_back() {
    let world = World::start().await;
    world.stub.give_list(&world.pki.client.crl(2, &[&world.device]).der);
    eventually("the device is out", async || !world.client().is_let_in("localhost").await).await;
    world.stub.give_list(&world.pki.client.crl(1, &[]).der);
    let asked = || world.stub.seen(|state| state.trusted);
    let before = asked();
    eventually("the older list was offered", async || asked() > before + 2).await;
    assert!(!world.client().is_let_in("localhost").await);
    world.stop().await;
}

#[tokio::test]
async fn an_expired_list_closes_the_portal_and_the_public_face_says_so() {
    let pki = testkit::pki();
    let now = Utc::now();
    let stale = pki.client.crl_between(1, &[], now - TimeDelta::hours(26), now - TimeDelta::hours(2));
    let world = World::start_with_list(pki, stale).await;
    assert!(!world.client().is_let_in("localhost").await);
    let mut public = Client::new(&world, None).connect("127.0.0.1").await.unwrap();
    let ready = public.get("/readyz", &[]).await;
    assert_eq!(
        (ready.status, ready.json()["reason"].as_str()),
        (503, Some("the revocation list has expired"))
    );
    let health = world.running.readiness().unwrap().clone();
    eventually("health says so too", async || !health.is_serving().await).await;
    let fresh = world.pki.client.crl(2, &[]);
    world.stub.give_list(&fresh.der);
    eventually("the portal opens", async || world.client().is_let_in("localhost").await).await;
    eventually("health is well again", async || health.is_serving().await).await;
    world.stop().await;
}

#[tokio::test]
async fn a_list_of_another_authority_is_not_believed() {
    let world = World::start().await;
    world.stub.give_list(&testkit::pki().client.crl(9, &[&world.device]).der);
    let asked = || world.stub.seen(|state| state.trusted);
    let before = asked();
    eventually("the wrong list was offered", async || asked() > before + 2).await;
    assert!(world.client().is_let_in("localhost").await);
    world.stop().await;
}
