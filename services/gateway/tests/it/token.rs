//! `/oauth2/token`: both ways of client authentication, the errors of RFC 6749, never without the certificate.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    client::{Answer, Client, Connection},
    stub::{CLIENT, SECRET, TOKEN},
    visitor::FORM,
    world::World,
};

async fn ask(connection: &mut Connection, authorization: Option<&str>, form: &str) -> Answer {
    let mut headers = vec![FORM];
    headers.extend(authorization.map(|value| ("authorization", value)));
    connection.post("/oauth2/token", &headers, form.to_owned()).await
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

#[tokio::test]
async fn a_client_gets_a_token_by_header_or_form() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let form = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}");
    let by_header = ask(&mut portal, Some(&basic(CLIENT, SECRET)), "grant_type=client_credentials").await;
    for answer in [by_header, ask(&mut portal, None, &form).await] {
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
        let token = answer.json();
        assert_eq!(
            (token["access_token"].as_str(), token["token_type"].as_str()),
            (Some(TOKEN), Some("Bearer"))
        );
        assert_eq!(token["expires_in"], 600);
    }
    world.stop().await;
}

#[tokio::test]
async fn refusals_are_those_of_rfc_6749() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let (good, wrong) = (basic(CLIENT, SECRET), basic(CLIENT, "guess"));
    let both = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}");
    for (authorization, form, status, error) in [
        (Some(&wrong), "grant_type=client_credentials", 401, "invalid_client"),
        (None, "grant_type=client_credentials", 401, "invalid_client"),
        (Some(&good), "grant_type=password", 400, "unsupported_grant_type"),
        (Some(&good), "", 400, "invalid_request"),
        (Some(&good), "grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
        (Some(&good), both.as_str(), 400, "invalid_request"),
    ] {
        let answer = ask(&mut portal, authorization.map(String::as_str), form).await;
        assert_eq!((answer.status, answer.json()["error"].as_str()), (status, Some(error)), "{form}");
        assert_eq!(answer.header("www-authenticate").starts_with("Basic"), status == 401);
    }
    world.stop().await;
}

#[tokio::test]
async fn a_secret_on_another_certificate_is_worth_nothing() {
    let world = World::start().await;
    let other = world.pki.client.client(ids::OrganisationId::generate());
    let mut portal = Client::new(&world, Some(&other)).connect("localhost").await.unwrap();
    let answer = ask(&mut portal, Some(&basic(CLIENT, SECRET)), "grant_type=client_credentials").await;
    assert_eq!((answer.status, answer.json()["error"].as_str()), (401, Some("invalid_client")));
    let answer = portal.get("/api/v1/accounts", &[("authorization", "Bearer the-token")]).await;
    assert_eq!(answer.status, 401);
    let cookie = [("cookie", "__Host-nekonote=the-session")];
    assert_eq!(portal.get("/api/v1/accounts", &cookie).await.status, 401);
    let page = portal.get("/", &cookie).await;
    assert_eq!((page.status, page.header("location")), (303, "/sign-in"));
    world.stop().await;
}
