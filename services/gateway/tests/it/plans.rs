//! Plans of an insurer: its pages and its routes in the API.

use proto::accounts::v1::OrganisationKind;
use serde_json::json;

use crate::{
    stub_plans::PLAN,
    visitor::{JSON, TOKEN, page, send, text},
    world::World,
};

async fn world(permissions: &[&'static str]) -> World {
    world_of(OrganisationKind::Insurer, permissions).await
}

async fn world_of(kind: OrganisationKind, permissions: &[&'static str]) -> World {
    let world = World::start().await;
    {
        let mut state = world.stub.state.lock().unwrap();
        (state.kind, state.permissions) = (kind, permissions.to_vec());
    }
    world
}

#[tokio::test]
async fn the_list_and_a_version_show_what_it_pays_and_run_nothing_that_was_written() {
    let world = world(&["policy_read"]).await;
    let (status, list) = page(&world, "/plans").await;
    assert_eq!(status, 200);
    for part in ["AOBA70", "あおば&#60;70&#62;", "第1版", "2026/04/01–2027/03/31", "70%", "¥1,224,000"]
    {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(!list.contains("/plans/new"), "who may not publish is not shown how");
    assert_eq!(page(&world, "/plans/new").await.0, 403);
    let (status, one) = page(&world, &format!("/plans/{PLAN}?done=published")).await;
    assert_eq!(status, 200);
    for part in ["AOBA70 第1版を公開しました。", "例1 通院1日", "補償割合 70％", "&#34;ratio_pct&#34;:70"]
    {
        assert!(one.contains(part), "{part}: {one}");
    }
    assert!(page(&world, "/plans?lang=en").await.1.contains("Annual maximum"));
    assert_eq!(page(&world, "/plans/nothing").await.0, 404);
    world.stop().await;
}

#[tokio::test]
async fn a_clinic_has_no_plans_in_its_menu() {
    let permissions = ["policy_read", "policy_manage", "claim_read"];
    let insurers = world(&permissions).await;
    assert!(page(&insurers, "/plans").await.1.contains(r#"href="/plans""#));
    insurers.stop().await;
    let world = world_of(OrganisationKind::Clinic, &permissions).await;
    assert!(!page(&world, "/claims").await.1.contains(r#"href="/plans""#));
    assert_eq!(page(&world, "/plans/new").await.0, 403);
    world.stop().await;
}

#[tokio::test]
async fn what_does_not_come_out_stands_beside_its_field_with_what_was_typed() {
    let world = world(&["policy_read", "policy_manage"]).await;
    let nothing = send(&world, "/plans", "definition=&examples=&valid_from=soon&request_id=x").await;
    assert_eq!(nothing.status, 422);
    for field in ["definition", "examples", "valid_from"] {
        assert!(text(&nothing).contains(&format!(r#"id="{field}-e""#)), "{field}: {}", text(&nothing));
    }
    let form = "definition=%7B%22a%22%3A1%7D&examples=%5B701%5D&valid_from=R8.4.1&request_id=x";
    let refused = send(&world, "/plans", form).await;
    assert_eq!(refused.status, 422);
    let refused = text(&refused);
    for part in [
        "計算例が一致しません",
        "A: ¥701 ≠ ¥700",
        "definition.caps.outpatient: 1 yen or more",
        "いまの版の適用開始日より後",
        "{&#34;a&#34;:1}",
        r#"value="R8.4.1""#,
    ] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    assert!(world.stub.seen(|state| state.published.is_empty()));
    world.stop().await;
}

#[tokio::test]
async fn a_version_is_published_on_the_page_and_over_the_api() {
    let world = world(&["policy_read", "policy_manage"]).await;
    let form = "definition=%7B%22a%22%3A1%7D&examples=%5B1%5D&valid_from=R8.4.1&request_id=x";
    let done = send(&world, "/plans", form).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, format!("/plans/{PLAN}?done=published").as_str())
    );
    let mut portal = world.portal().await;
    let key = ("idempotency-key", "plan-1");
    let definition = json!({ "code": "AOBA70", "name": "あおば", "ratio_pct": 70 });
    let body =
        json!({ "definition": definition, "examples": [{ "expected": 1 }], "valid_from": "2026-04-01" });
    let made = portal.post("/api/v1/plans", &[TOKEN, key, JSON], body.to_string()).await;
    assert_eq!((made.status, made.header("location")), (201, format!("/api/v1/plans/{PLAN}").as_str()));
    assert_eq!(made.json()["version"], 3);
    let published = world.stub.seen(|state| state.published.clone());
    assert_eq!((published.len(), published[0].valid_from.as_str()), (2, "2026-04-01"), "和暦 is read");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&published[1].definition).unwrap(), definition);

    let wrong = json!({ "definition": {}, "examples": [701], "valid_from": "2026-04-01" });
    let wrong = portal.post("/api/v1/plans", &[TOKEN, key, JSON], wrong.to_string()).await;
    let pointers: Vec<_> =
        wrong.json()["errors"].as_array().unwrap().iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(
        (wrong.status, pointers),
        (422, ["#/examples/0", "#/definition/caps/outpatient", "#/valid_from"].map(Into::into).to_vec())
    );
    let unknown = json!({ "definition": {}, "examples": [], "valid_from": "2026-04-01", "live": true });
    assert_eq!(portal.post("/api/v1/plans", &[TOKEN, key, JSON], unknown.to_string()).await.status, 422);

    let list = portal.get("/api/v1/plans", &[TOKEN]).await.json();
    assert_eq!(list["items"][0]["annual_maximum_yen"], 1_224_000);
    let one = portal.get(&format!("/api/v1/plans/{PLAN}"), &[TOKEN]).await;
    assert_eq!(one.header("etag"), "\"2\"");
    let one = one.json();
    assert_eq!(
        (&one["definition"]["ratio_pct"], &one["examples"][0]["steps"][0]["yen"]),
        (&json!(70), &json!(700))
    );
    assert_eq!(
        (&one["valid_until"], &one["published_at"]),
        (&json!("2027-03-31"), &json!("2020-09-13T21:26:40+09:00"))
    );
    world.stop().await;
}

#[tokio::test]
async fn a_plan_with_many_examples_is_taken_and_more_than_a_plan_may_have_is_said_to_be_too_large() {
    let world = world(&["policy_read", "policy_manage"]).await;
    let form = |digits: usize| {
        let examples = "1".repeat(digits);
        format!("definition=%7B%7D&examples=%5B{examples}%5D&valid_from=R8.4.1&request_id=x")
    };
    assert_eq!(send(&world, "/plans", &form(300_000)).await.status, 303);
    let refused = send(&world, "/plans", &form(1_100_000)).await;
    assert_eq!(refused.status, 413);
    assert!(text(&refused).contains("送られた内容が大きすぎます"), "{}", text(&refused));

    let mut portal = world.portal().await;
    let body = |note: usize| {
        let example = json!({ "description": "長".repeat(note), "expected": 1 });
        json!({ "definition": {}, "examples": [example], "valid_from": "2026-04-01" }).to_string()
    };
    let key = ("idempotency-key", "plan-2");
    let made = portal.post("/api/v1/plans", &[TOKEN, key, JSON], body(100_000)).await;
    assert_eq!(made.status, 201, "{}", text(&made));
    let refused = portal.post("/api/v1/plans", &[TOKEN, key, JSON], body(400_000)).await;
    assert_eq!((refused.status, refused.problem().as_str()), (413, "BODY_TOO_LARGE"));
    world.stop().await;
}
