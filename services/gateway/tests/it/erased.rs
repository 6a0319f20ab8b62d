//! A claim of which only the record stays: it says so, in both languages, shows what a receipt says and offers nothing to do.

use crate::{
    stub_claims::{ERASED, RECEIPT},
    visitor::{SESSION, TOKEN},
    world::World,
};

async fn page(world: &World, path: &str, cookies: &str) -> String {
    let answer = world.portal().await.get(path, &[("cookie", cookies)]).await;
    assert_eq!(answer.status, 200, "{path}");
    String::from_utf8(answer.body.to_vec()).unwrap()
}

#[tokio::test]
async fn its_page_says_what_happened_and_offers_nothing_to_do() {
    let world = World::start().await;
    let text = page(&world, &format!("/claims/{ERASED}"), SESSION.1).await;
    for part in [RECEIPT, "消去済み", "契約終了や飼い主さまのご請求など", "12,430", "8,701", "承認"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let main = text.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    assert!(!main.contains("<form") && !main.contains("<button"), "{main}");
    assert!(!main.contains("/documents"), "{main}");
    world.stop().await;
}

#[tokio::test]
async fn a_list_marks_it_and_shows_no_empty_name() {
    let world = World::start().await;
    let text = page(&world, &format!("/claims?q={RECEIPT}"), SESSION.1).await;
    for part in [RECEIPT, "消去済み", "12,430", "8,701"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("class=\"petmark\""), "{text}");
    world.stop().await;
}

#[tokio::test]
async fn programs_are_told_since_when() {
    let world = World::start().await;
    let answer = world.portal().await.get(&format!("/api/v1/claims/{ERASED}"), &[TOKEN]).await;
    let claim = answer.json();
    assert_eq!((claim["status"].as_str(), claim["benefit_yen"].as_i64()), (Some("approved"), Some(8_701)));
    assert!(claim["erased_at"].as_str().unwrap().starts_with("2026-"), "{claim}");
    assert!(claim.get("assessment").is_none() && claim.get("unavailable").is_none(), "{claim}");
    assert_eq!(
        (claim["pet_name"].as_str(), claim["documents"].as_array().map(Vec::len)),
        (Some(""), Some(0))
    );
    let answer = world.portal().await.get(&format!("/api/v1/claims?q={RECEIPT}"), &[TOKEN]).await;
    let list = answer.json();
    let listed = list["items"].as_array().or_else(|| list["claims"].as_array()).unwrap();
    assert_eq!(listed[0]["erased_at"], claim["erased_at"]);
    world.stop().await;
}
