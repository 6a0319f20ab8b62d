//! What a curious program with a good certificate tries: headers that say who one is, names that do not agree, methods
//! and paths that nobody meant, replays. Every refusal is one of ours, in our words.

use http::Method;
use serde_json::json;

use crate::{
    client::{Answer, Client},
    stub::{CLIENT, SECRET},
    stub_claims::DRAFT,
    world::World,
};

const TOKEN: (&str, &str) = ("authorization", "Bearer the-token");
const COOKIE: (&str, &str) = ("cookie", "__Host-nekonote=the-session");
const JSON: (&str, &str) = ("content-type", "application/json");
const KEY: (&str, &str) = ("idempotency-key", "order-17");

/// By which the outside could say who it is, where it is, or what it asks for.
const CLAIMS: [(&str, &str); 20] = [
    ("x-client-cert", "-----BEGIN CERTIFICATE-----"),
    ("x-client-dn", "CN=insurer"),
    ("x-ssl-client-verify", "SUCCESS"),
    ("ssl-client-cert", "x"),
    ("x-forwarded-client-cert", "By=x;Hash=y"),
    ("x-forwarded-for", "127.0.0.1"),
    ("x-forwarded-host", "help.example.jp"),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-port", "80"),
    ("forwarded", "for=127.0.0.1;host=help.example.jp"),
    ("x-real-ip", "127.0.0.1"),
    ("x-original-url", "/api/v1/openapi.json"),
    ("x-rewrite-url", "/api/v1/openapi.json"),
    ("x-http-method-override", "DELETE"),
    ("x-organisation-id", "0199d3a0-0000-7000-8000-00000000000a"),
    ("x-tenant-id", "0199d3a0-0000-7000-8000-00000000000a"),
    ("x-user", "administrator"),
    ("nekonote-actor", "forged"),
    ("x-nekonote-actor", "forged"),
    ("authorization", "Bearer actor-for-accounts"),
];

/// Two answers but for what is different in any two.
fn same(one: &Answer, other: &Answer) -> bool {
    one.status == other.status && one.header("location") == other.header("location")
}

#[tokio::test]
async fn no_header_says_who_somebody_is() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let stranger = world.pki.client.client(ids::OrganisationId::generate());
    let mut other = Client::new(&world, Some(&stranger)).connect("localhost").await.unwrap();
    let mut public = Client::new(&world, None).connect("127.0.0.1").await.unwrap();
    for path in ["/", "/api/v1/accounts", "/api/v1/claims/none"] {
        let usual = (portal.get(path, &[]).await, other.get(path, &[]).await, public.get(path, &[]).await);
        for header in CLAIMS {
            let found = (
                portal.get(path, &[header]).await,
                other.get(path, &[header]).await,
                public.get(path, &[header]).await,
            );
            let is_same = same(&found.0, &usual.0) && same(&found.1, &usual.1) && same(&found.2, &usual.2);
            assert!(is_same, "{path} {header:?}: {found:?}");
        }
    }
    let known = portal.get("/api/v1/accounts", &[&[TOKEN][..], &CLAIMS[..19]].concat()).await;
    assert_eq!(known.status, 200);
    let metadata = world.stub.seen(|state| state.metadata.clone());
    assert_eq!(metadata.get("nekonote-actor").unwrap(), "actor-for-accounts");
    for (name, _) in CLAIMS.iter().take(17) {
        assert!(metadata.get(*name).is_none(), "{name} was passed on");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_whole_address_in_the_request_must_agree_as_well() {
    let world = World::start().await;
    let port = world.address.port();
    for (target, status) in [
        (format!("https://localhost:{port}/api/v1/openapi.json"), 200),
        ("https://LOCALHOST/api/v1/openapi.json".into(), 200),
        ("http://localhost/api/v1/openapi.json".into(), 421),
        ("ftp://localhost/api/v1/openapi.json".into(), 421),
        ("https://127.0.0.1/api/v1/openapi.json".into(), 421),
        ("https://help.example.jp/".into(), 421),
        ("https://localhost.evil.example/".into(), 421),
        ("https://localhost@evil.example/".into(), 421),
        ("https://me@localhost/api/v1/openapi.json".into(), 421),
        ("https://localhost./api/v1/openapi.json".into(), 421),
    ] {
        let answer = world.portal().await.get(&target, &[]).await;
        assert_eq!(answer.status, status, "{target}");
    }
    for host in [
        "",
        "localhost.",
        "localhost:x",
        "localhost:8443:8443",
        "localhost, help.example.jp",
        "[::1]",
        "localhost\u{e9}",
    ] {
        let answer = world.portal().await.asking_for(host).get("/api/v1/openapi.json", &[]).await;
        assert_eq!(answer.status, 421, "{host}");
    }
    let twice = world.portal().await.get("/api/v1/openapi.json", &[("host", "localhost")]).await;
    assert_eq!(twice.status, 421);
    world.stop().await;
}

#[tokio::test]
async fn a_credential_works_on_its_own_certificate_only() {
    let world = World::start().await;
    let clinic = ids::OrganisationId::generate();
    let other = world.pki.client.client(clinic);
    let mut thief = Client::new(&world, Some(&other)).connect("localhost").await.unwrap();
    let mut owner = world.portal().await;
    let csrf = gateway::csrf::token("the-session");
    let ours = [COOKIE, ("sec-fetch-site", "same-origin"), ("x-csrf-token", csrf.as_str()), JSON, KEY];
    let body =
        json!({ "name": "a", "email": "a@example.jp", "password": "x", "roles": ["viewer"] }).to_string();
    // The gateway remembers the owner's answer: it must not do so for the thief.
    assert_eq!(owner.get("/api/v1/accounts", &[TOKEN]).await.status, 200);
    assert_eq!(owner.get("/api/v1/accounts", &[COOKIE]).await.status, 200);
    for headers in [vec![TOKEN], vec![COOKIE], vec![TOKEN, COOKIE]] {
        assert_eq!(thief.get("/api/v1/accounts", &headers).await.status, 401, "{headers:?}");
    }
    assert_eq!(thief.post("/api/v1/accounts", &ours, body.clone()).await.status, 401);
    assert_eq!(thief.post("/api/v1/accounts", &[TOKEN, JSON, KEY], body.clone()).await.status, 401);
    assert!(world.stub.seen(|state| state.created.is_empty()), "nothing was created");
    let form = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}");
    let form_type = ("content-type", "application/x-www-form-urlencoded");
    assert_eq!(thief.post("/oauth2/token", &[form_type], form).await.status, 401);
    assert_eq!(owner.post("/api/v1/accounts", &ours, body).await.status, 201, "the owner's works");
    world.stop().await;
}

#[tokio::test]
async fn every_refusal_of_the_api_is_a_problem_and_none_is_our_fault() {
    let world = World::start().await;
    let deep = format!("{}{}", "[".repeat(50_000 / 2), "]".repeat(50_000 / 2 - 1));
    let many = format!("{{\"roles\":[{}1]}}", "1,".repeat(20_000));
    let long = format!("/api/v1/claims/{}", "a".repeat(20_000));
    let claim = format!("/api/v1/claims/{DRAFT}/documents/..%2f..%2f..%2fetc%2fpasswd");
    let post = |body: &str| (Method::POST, "/api/v1/accounts".to_owned(), body.as_bytes().to_vec());
    let get = |path: &str| (Method::GET, path.to_owned(), vec![]);
    let with = |method: Method| (method, "/api/v1/accounts".to_owned(), vec![]);
    for (method, path, body) in [
        post(""),
        post("null"),
        post("[]"),
        post("{\"name\":\"a\",\"name\":\"b\"}"),
        post("{\"name\":1e999}"),
        post("{\"name\":\"\\ud800\"}"),
        post(&deep),
        post(&many),
        (Method::POST, "/api/v1/accounts".into(), b"{\"name\":\"\xff\"}".to_vec()),
        (Method::POST, "/api/v1/accounts".into(), b"\xef\xbb\xbf{}".to_vec()),
        get("/api/v1/claims/%00"),
        get("/api/v1/claims/%ff%fe"),
        get("/api/v1/claims/..%2f..%2faccounts"),
        get("/api/v1/claims/%e3%81%82"),
        get(&claim),
        get(&long),
        get("/api/v1//accounts"),
        get("/api/v1/accounts/"),
        get("/api/v1/./accounts"),
        get("/api/v1/accounts%2f"),
        get("/API/V1/ACCOUNTS"),
        get("/api/v1/accounts;jsessionid=1"),
        get("/api/v1/accounts?limit=1&limit=2"),
        get("/api/v1/accounts?limit=%ff"),
        get("/api/v1/accounts?limit=-1"),
        get("/api/v1/accounts?limit=99999999999999999999"),
        with(Method::TRACE),
        with(Method::PUT),
        with(Method::from_bytes(b"PROPFIND").unwrap()),
        with(Method::from_bytes(&[b'A'; 5000]).unwrap()),
    ] {
        let mut portal = world.portal().await;
        let shown: String = format!("{method:.20} {path:.60}");
        let answer = portal.try_send(method, &path, &[TOKEN, JSON, KEY], body.into()).await;
        let answer = answer.unwrap_or_else(|| panic!("no answer: {shown}"));
        assert!((400..500).contains(&answer.status), "{shown}: {answer:?}");
        if path.starts_with("/api/") {
            answer.problem();
        }
        assert!(!String::from_utf8_lossy(&answer.body).contains("serde"), "{shown}: {answer:?}");
    }
    assert!(world.stub.seen(|state| state.created.is_empty()), "nothing was created");
    world.stop().await;
}
