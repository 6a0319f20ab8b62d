//! Support opens a claim of others: on a page that asks why first, and in the API. Documents are named and not linked.

use crate::{
    stub_claims::DRAFT,
    visitor::{SESSION, send, text},
    world::World,
};

const WHY: &str = "%E8%AA%BF%E6%9F%BB%E3%81%AE%E3%81%9F%E3%82%81"; // 調査のため

async fn ask(world: &World, claim: &str, reason: &str) -> (u16, String) {
    let answer = send(world, &format!("/inspection/claims/{claim}"), &format!("reason={reason}")).await;
    (answer.status, text(&answer))
}

#[tokio::test]
async fn the_page_asks_why_before_it_shows_anything() {
    let world = World::start().await;
    let answer = world.portal().await.get(&format!("/inspection/claims/{DRAFT}"), &[SESSION]).await;
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(answer.status == 200 && text.contains(r#"name="reason""#), "{text}");
    assert!(!text.contains("診療明細.pdf"), "nothing is shown yet: {text}");
    let (status, text) = ask(&world, DRAFT, "why").await;
    assert_eq!(status, 422);
    assert!(text.contains(r#"id="reason-e""#) && text.contains(r#"value="why""#), "{text}");
    world.stop().await;
}

#[tokio::test]
async fn with_a_reason_the_claim_is_shown_and_its_documents_stay_closed() {
    let world = World::start().await;
    let (status, text) = ask(&world, DRAFT, WHY).await;
    assert_eq!(status, 200, "{text}");
    for part in ["調査のため", "診療明細.pdf", "開いたことと理由を記録しました", "書類の中身は"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(&format!("/claims/{DRAFT}/documents/")), "{text}");
    let (status, _) = ask(&world, "somebody-elses", WHY).await;
    assert_eq!(status, 404);
    world.stop().await;
}

#[tokio::test]
async fn programs_say_why_too() {
    let world = World::start().await;
    let id = uuid::Uuid::new_v4().to_string();
    let headers = [
        ("authorization", "Bearer the-token"),
        ("idempotency-key", id.as_str()),
        ("content-type", "application/json"),
    ];
    let path = format!("/api/v1/claims/{DRAFT}/inspect");
    let answer = world.portal().await.post(&path, &headers, r#"{"reason":"調査のため"}"#.to_owned()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["treatment"]["diagnosis"], "調査のため");
    for body in ["{}", r#"{"reason":"why"}"#] {
        let answer = world.portal().await.post(&path, &headers, body.to_owned()).await;
        assert!((400..=422).contains(&answer.status), "{body}");
    }
    world.stop().await;
}
