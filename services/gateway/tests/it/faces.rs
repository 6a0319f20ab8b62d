//! Two faces on one port, chosen by the name in the handshake.

use std::sync::Arc;

use ids::OrganisationId;
use rcgen::ExtendedKeyUsagePurpose;
use rustls::HandshakeKind;
use testkit::{client_shape, expired};

use crate::{client::Client, world::World};

#[tokio::test]
async fn the_public_face_asks_for_no_certificate_and_sets_no_cookie() {
    let world = World::start().await;
    for name in ["127.0.0.1", "help.example.jp"] {
        let mut connection = Client::new(&world, None).connect(name).await.unwrap();
        let answer = connection.get("/", &[]).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (200, ""));
        assert!(String::from_utf8_lossy(&answer.body).contains("クライアント証明書のご案内"));
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(connection.get("/r/ABC-1", &[]).await.status, 200);
        assert_eq!(connection.get("/api/v1/accounts", &[]).await.status, 404);
        assert_eq!(connection.get("/readyz", &[]).await.status, 200);
    }
    world.stop().await;
}

#[tokio::test]
async fn the_keys_that_attestations_are_checked_with_are_public() {
    let world = World::start().await;
    let mut connection = Client::new(&world, None).connect("help.example.jp").await.unwrap();
    let answer = connection.get("/.well-known/attestation-keys.json", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/jwk-set+json"));
    attestation::Verifier::from_jwks(&answer.body).unwrap();
    let help = connection.get("/", &[]).await;
    assert!(String::from_utf8_lossy(&help.body).contains("href=\"/.well-known/attestation-keys.json\""));
    world.stop().await;
}

#[tokio::test]
async fn the_portal_sends_a_known_device_to_the_sign_in() {
    let world = World::start().await;
    let answer = world.portal().await.get("/", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
    for (name, part) in [
        ("strict-transport-security", "max-age"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("content-security-policy", "trusted-types htmx"),
        ("referrer-policy", "no-referrer"),
        ("permissions-policy", "camera=()"),
    ] {
        assert!(answer.header(name).contains(part), "{name}: {}", answer.header(name));
    }
    world.stop().await;
}

#[tokio::test]
async fn the_portal_refuses_whoever_has_no_good_certificate() {
    let world = World::start().await;
    let clinic = OrganisationId::generate();
    let foreign = testkit::pki().client.client(clinic);
    let old = world.pki.client.issue(&expired(client_shape(clinic, "受付")));
    let mut shape = client_shape(clinic, "受付");
    shape.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    let too_able = world.pki.client.issue(&shape);
    let edge = world.pki.edge.client(clinic);
    for device in [None, Some(&foreign), Some(&old), Some(&too_able), Some(&edge)] {
        assert!(!Client::new(&world, device).is_let_in("localhost").await);
    }
    assert!(world.client().is_let_in("localhost").await);
    world.stop().await;
}

#[tokio::test]
async fn an_unknown_name_gets_the_portals_rules() {
    let world = World::start().await;
    assert!(!Client::new(&world, None).is_let_in("elsewhere.example").await);
    assert!(world.client().is_let_in("elsewhere.example").await);
    world.stop().await;
}

#[tokio::test]
async fn names_that_do_not_agree_are_misdirected() {
    let world = World::start().await;
    for (name, host) in
        [("localhost", "127.0.0.1"), ("localhost", "help.example.jp"), ("127.0.0.1", "localhost")]
    {
        let mut connection = world.client().connect(name).await.unwrap().asking_for(host);
        let answer = connection.get("/api/v1/accounts", &[]).await;
        assert_eq!((answer.status, answer.problem().as_str()), (421, "NAMES_DISAGREE"), "{name} {host}");
    }
    world.stop().await;
}

#[tokio::test]
async fn http2_is_served_by_the_same_rules() {
    let world = World::start().await;
    let token = [("authorization", "Bearer the-token")];
    let answer = world.client().get_by_http2("localhost:8443", "/api/v1/accounts", &token).await.unwrap();
    assert_eq!((answer.status, answer.header("x-content-type-options")), (200, "nosniff"));
    let answer = world.client().get_by_http2("127.0.0.1", "/api/v1/accounts", &token).await.unwrap();
    assert_eq!(answer.status, 421);
    assert!(Client::new(&world, None).get_by_http2("localhost", "/", &[]).await.is_none());
    world.stop().await;
}

#[tokio::test]
async fn no_session_is_ever_resumed() {
    let world = World::start().await;
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let mut client = world.client();
        let device = &world.device;
        let mut roots = rustls::RootCertStore::empty();
        roots.add(world.pki.edge.der().clone()).unwrap();
        let config =
            rustls::ClientConfig::builder_with_protocol_versions(&[version]).with_root_certificates(roots);
        client.config = Arc::new(config.with_client_auth_cert(device.chain(), device.key()).unwrap());
        for _ in 0..3 {
            assert!(client.is_let_in("localhost").await);
            let tls = client.tls("localhost").await.unwrap();
            assert_ne!(tls.get_ref().1.handshake_kind(), Some(HandshakeKind::Resumed));
            assert_eq!(tls.get_ref().1.tls13_tickets_received(), 0);
        }
    }
    world.stop().await;
}
