//! The REST interface: who may come in, and what its refusals look like.

use http::Method;
use serde_json::json;

use crate::{
    stub_claims::DRAFT,
    visitor::{JSON, TOKEN},
    world::World,
};

const KEY: (&str, &str) = ("idempotency-key", "order-17");

fn person(name: &str) -> String {
    json!({ "name": name, "email": "a@example.jp", "password": "x", "roles": ["viewer"] }).to_string()
}

#[tokio::test]
async fn without_a_good_token_there_is_nothing() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    for headers in
        [vec![], vec![("authorization", "Bearer guess")], vec![("authorization", "Basic dGhlLXRva2VuOg==")]]
    {
        let answer = portal.get("/api/v1/accounts", &headers).await;
        assert_eq!(answer.status, 401);
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        answer.problem();
    }
    world.stop().await;
}

#[tokio::test]
async fn identity_headers_from_outside_are_ignored() {
    let world = World::start().await;
    let forged = [
        TOKEN,
        ("nekonote-actor", "forged"),
        ("x-client-cert", "forged"),
        ("x-forwarded-for", "10.0.0.1"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ];
    assert_eq!(world.portal().await.get("/api/v1/accounts", &forged).await.status, 200);
    let metadata = world.stub.seen(|state| state.metadata.clone());
    let sent = |name| metadata.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap();
    assert_eq!(sent("nekonote-actor"), "actor-for-accounts");
    assert!(!sent("traceparent").contains("0af7651916cd43dd8448eb211c80319c"));
    assert!(metadata.get("x-client-cert").is_none());
    world.stop().await;
}

#[tokio::test]
async fn accounts_is_asked_once_in_a_while_only() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    for _ in 0..5 {
        assert_eq!(portal.get("/api/v1/accounts", &[TOKEN]).await.status, 200);
    }
    assert!(world.stub.seen(|state| state.authenticated) <= 2);
    world.stop().await;
}

#[tokio::test]
async fn a_collection_has_items_a_cursor_and_a_link() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let first = portal.get("/api/v1/accounts?limit=1", &[TOKEN]).await;
    let page = first.json();
    assert_eq!(page["items"][0]["roles"], json!(["administrator"]));
    assert_eq!(
        (page["items"][0]["revision"].as_i64(), page["next_cursor"].as_str()),
        (Some(3), Some("more"))
    );
    assert_eq!(first.header("link"), "</api/v1/accounts?limit=1&cursor=more>; rel=\"next\"");
    let last = portal.get("/api/v1/accounts?limit=1&cursor=more", &[TOKEN]).await;
    assert!(last.json()["next_cursor"].is_null() && last.header("link").is_empty());
    assert_eq!(portal.get("/api/v1/accounts?limit=0", &[TOKEN]).await.status, 422);
    assert_eq!(portal.get("/api/v1/accounts?limit=x", &[TOKEN]).await.status, 400);
    world.stop().await;
}

#[tokio::test]
async fn a_post_needs_an_idempotency_key() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let answer = portal.post("/api/v1/accounts", &[TOKEN, JSON], person("a")).await;
    assert_eq!((answer.status, answer.problem().as_str()), (400, "IDEMPOTENCY_KEY_REQUIRED"));
    for (name, status) in [("in flight", 409), ("other body", 422), ("a", 201), ("a", 201)] {
        let answer = portal.post("/api/v1/accounts", &[TOKEN, JSON, KEY], person(name)).await;
        assert_eq!(answer.status, status, "{name}");
    }
    let created = world.stub.seen(|state| state.created.clone());
    let ids: Vec<_> = created.iter().map(|request| request.request_id.as_str()).collect();
    assert_eq!(ids[0], ids[1]);
    assert!(ids[0].parse::<uuid::Uuid>().is_ok());
    world.stop().await;
}

#[tokio::test]
async fn something_new_says_where_it_is() {
    let world = World::start().await;
    let answer = world.portal().await.post("/api/v1/accounts", &[TOKEN, JSON, KEY], person("a")).await;
    assert_eq!((answer.header("location"), answer.header("etag")), ("/api/v1/accounts/7", "\"1\""));
    world.stop().await;
}

#[tokio::test]
async fn a_change_needs_the_revision_seen() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let path = format!("/api/v1/claims/{DRAFT}/treatment");
    let (seen, body) =
        (portal.get(&format!("/api/v1/claims/{DRAFT}"), &[TOKEN]).await, r#"{"diagnosis":"外耳炎"}"#);
    let tag = seen.header("etag").to_owned();
    for (tags, status) in
        [(vec![], 428), (vec![("if-match", "\"4\"")], 412), (vec![("if-match", tag.as_str())], 200)]
    {
        let headers: Vec<_> = tags.into_iter().chain([TOKEN, JSON]).collect();
        let answer = portal.put(&path, &headers, body).await;
        assert_eq!(answer.status, status);
    }
    assert_eq!(world.stub.seen(|state| state.treated.len()), 1);
    world.stop().await;
}

#[tokio::test]
async fn a_problem_points_at_the_field_and_hides_the_cause() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let taken = portal.post("/api/v1/accounts", &[TOKEN, JSON, KEY], person("taken")).await;
    assert_eq!((taken.status, taken.json()["errors"][0]["pointer"].as_str()), (409, Some("#/email")));
    let wrong = portal.post("/api/v1/accounts", &[TOKEN, JSON, KEY], r#"{"name":"a","roles":[7]}"#).await;
    assert_eq!((wrong.status, wrong.json()["errors"][0]["pointer"].as_str()), (422, Some("#/roles/0")));
    let noise = portal.post("/api/v1/accounts", &[TOKEN, JSON, KEY], "{").await;
    assert_eq!((noise.status, noise.problem().as_str()), (400, "BODY_UNREADABLE"));
    let form = portal.post("/api/v1/accounts", &[TOKEN, KEY], "{}").await;
    assert_eq!(form.status, 415);
    let broken = portal.post("/api/v1/accounts", &[TOKEN, JSON, KEY], person("broken")).await;
    assert_eq!((broken.status, broken.problem().as_str()), (500, "DATABASE"));
    assert!(!String::from_utf8_lossy(&broken.body).contains("hunter2"));
    world.stop().await;
}

#[tokio::test]
async fn problems_speak_the_readers_language() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let path = "/api/v1/claims/none";
    let japanese = portal.get(path, &[TOKEN]).await;
    assert_eq!(japanese.json()["title"], "申請が見つかりません。");
    let english = portal.get(path, &[TOKEN, ("accept-language", "en")]).await;
    assert_eq!(
        (english.json()["title"].as_str(), english.header("content-language")),
        (Some("There is no such claim."), "en")
    );
    world.stop().await;
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_too() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let unknown = portal.get("/api/v1/nothing", &[TOKEN]).await;
    assert_eq!((unknown.status, unknown.problem().as_str()), (404, "ROUTE_NOT_FOUND"));
    let method =
        portal.try_send(Method::DELETE, "/api/v1/accounts", &[TOKEN], Default::default()).await.unwrap();
    assert_eq!((method.status, method.problem().as_str()), (405, "METHOD_NOT_ALLOWED"));
    world.stop().await;
}

#[tokio::test]
async fn a_service_that_is_down_is_unavailable_and_says_when_to_come_back() {
    let world = World::start().await;
    let answer = world.portal().await.get("/api/v1/labels", &[TOKEN]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    answer.problem();
    world.stop().await;
}

#[tokio::test]
async fn a_session_changes_things_only_from_our_own_pages() {
    let world = World::start().await;
    let mut portal = world.portal().await;
    let cookie = ("cookie", "__Host-nekonote=the-session");
    let csrf = gateway::csrf::token("the-session");
    let (ours, theirs) = (("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site"));
    let token = ("x-csrf-token", csrf.as_str());
    assert_eq!(portal.get("/api/v1/accounts", &[cookie]).await.status, 200);
    for (headers, status) in [
        (vec![cookie, token], 403),
        (vec![cookie, token, theirs], 403),
        (vec![cookie, ours], 403),
        (vec![cookie, ours, token], 201),
    ] {
        let headers: Vec<_> = headers.into_iter().chain([JSON, KEY]).collect();
        assert_eq!(
            portal.post("/api/v1/accounts", &headers, person("a")).await.status,
            status,
            "{headers:?}"
        );
    }
    world.stop().await;
}

#[tokio::test]
async fn the_document_describes_every_resource() {
    let world = World::start().await;
    let document = world.portal().await.get("/api/v1/openapi.json", &[]).await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/claims", "/policies", "/labels", "/accounts", "/timeline", "/certificates", "/deliveries"]
    {
        assert!(document["paths"][path]["get"].is_object(), "{path}");
    }
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(post) = operations.get("post") else { continue };
        let names: Vec<_> =
            post["parameters"].as_array().into_iter().flatten().map(|one| &one["name"]).collect();
        assert!(names.contains(&&json!("Idempotency-Key")), "{path}");
    }
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut ids: Vec<_> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(document["components"]["schemas"]["Problem"].is_object());
    world.stop().await;
}
