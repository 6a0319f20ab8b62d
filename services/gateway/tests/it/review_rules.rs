//! Rules of automatic review: the page and the routes in the API.

use proto::{accounts::v1::OrganisationKind, claims::v1::ReviewRules};
use serde_json::json;

use crate::{
    visitor::{JSON, TOKEN, page, send, text},
    world::World,
};

async fn world(kind: OrganisationKind, permissions: &[&'static str]) -> World {
    let world = World::start().await;
    {
        let mut state = world.stub.state.lock().unwrap();
        (state.kind, state.permissions) = (kind, permissions.to_vec());
    }
    world
}

#[tokio::test]
async fn an_insurer_sets_its_rules_and_nothing_is_lost_of_what_was_typed() {
    let world = world(OrganisationKind::Insurer, &["policy_read", "policy_manage"]).await;
    let (status, none) = page(&world, "/review-rules").await;
    assert!(status == 200 && none.contains("基準はまだありません"), "{none}");
    assert!(none.contains(r#"href="/review-rules""#), "it is in the menu");

    let wrong = "revision=0&approves_up_to_yen=%EF%BC%91%E4%B8%87&sample_pct=101&request_id=x";
    let refused = send(&world, "/review-rules", wrong).await;
    assert_eq!(refused.status, 422);
    let refused = text(&refused);
    for part in [r#"id="approves_up_to_yen-e""#, r#"id="sample_pct-e""#, r#"value="１万""#, r#"value="101""#]
    {
        assert!(refused.contains(part), "{part}: {refused}");
    }

    let form = "revision=0&approves_up_to_yen=30%2C000&sample_pct=5&request_id=x";
    let done = send(&world, "/review-rules", form).await;
    assert_eq!((done.status, done.header("location")), (303, "/review-rules?done=saved"));
    let kept = ReviewRules { revision: 1, approves_up_to_yen: Some(30_000), sample_pct: 5 };
    assert_eq!(world.stub.seen(|state| state.rules), Some(kept));
    let (_, shown) = page(&world, "/review-rules?done=saved").await;
    for part in ["保存しました", r#"value="30000""#, r#"name="revision" value="1""#] {
        assert!(shown.contains(part), "{part}: {shown}");
    }

    let stale = send(&world, "/review-rules", form).await;
    assert_eq!(stale.status, 409);
    assert!(text(&stale).contains("ほかの方が先に変更しました"));
    let off = send(&world, "/review-rules", "revision=1&approves_up_to_yen=&sample_pct=0&request_id=y").await;
    assert_eq!(off.status, 303);
    assert_eq!(world.stub.seen(|state| state.rules).unwrap().approves_up_to_yen, None);
    world.stop().await;
}

#[tokio::test]
async fn who_may_not_set_them_sees_them_and_a_clinic_does_not() {
    let viewers = world(OrganisationKind::Insurer, &["policy_read"]).await;
    viewers.stub.state.lock().unwrap().rules =
        Some(ReviewRules { revision: 1, approves_up_to_yen: Some(30_000), sample_pct: 5 });
    let (status, shown) = page(&viewers, "/review-rules").await;
    assert!(
        status == 200 && shown.contains("¥30,000") && !shown.contains("<form class=\"stack\""),
        "{shown}"
    );
    let form = "revision=1&approves_up_to_yen=1&sample_pct=0&request_id=x";
    assert_eq!(send(&viewers, "/review-rules", form).await.status, 403);
    viewers.stop().await;
    let clinics = world(OrganisationKind::Clinic, &["policy_read", "policy_manage"]).await;
    assert_eq!(page(&clinics, "/review-rules").await.0, 403);
    clinics.stop().await;
}

#[tokio::test]
async fn programs_get_and_set_them() {
    let world = world(OrganisationKind::Insurer, &["policy_read", "policy_manage"]).await;
    let mut portal = world.portal().await;
    let none = portal.get("/api/v1/review-rules", &[TOKEN]).await;
    assert_eq!(none.json(), json!({ "revision": 0, "approves_up_to_yen": null, "sample_pct": 0 }));
    let body = json!({ "revision": 0, "approves_up_to_yen": 30_000, "sample_pct": 5 }).to_string();
    let key = ("idempotency-key", "rules-1");
    let set = portal.put("/api/v1/review-rules", &[TOKEN, key, JSON], body.clone()).await;
    assert_eq!((set.status, &set.json()["revision"]), (200, &json!(1)));
    let stale =
        portal.put("/api/v1/review-rules", &[TOKEN, ("idempotency-key", "rules-2"), JSON], body).await;
    assert_eq!((stale.status, stale.problem().as_str()), (412, "REVIEW_RULES_STALE"));
    let unseen = json!({ "approves_up_to_yen": null, "sample_pct": 0 }).to_string();
    let unseen =
        portal.put("/api/v1/review-rules", &[TOKEN, ("idempotency-key", "rules-3"), JSON], unseen).await;
    assert_eq!((unseen.status, unseen.problem().as_str()), (422, "REVISION_REQUIRED"));
    world.stop().await;
}
