//! Searching the list of claims: on the page a form that needs no script, in the API `q`. What was typed stays in its field and
//! in the address, and goes nowhere else.

use serde_json::Value;

use crate::{client::Answer, world::World};

const MILK: &str = "%E3%83%9F%E3%83%AB%E3%82%AF";
const NOBODY: &str = "%E3%81%84%E3%81%AA%E3%81%84";
const GOES_ON: &str = "%E3%81%A4%E3%81%A5%E3%81%8F";

async fn page(world: &World, query: &str) -> (Answer, String) {
    let session = ("cookie", "__Host-nekonote=the-session");
    let answer = world.portal().await.get(&format!("/claims?{query}"), &[session]).await;
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    (answer, text)
}

async fn api(world: &World, query: &str) -> Answer {
    world
        .portal()
        .await
        .get(&format!("/api/v1/claims?{query}"), &[("authorization", "Bearer the-token")])
        .await
}

fn searched(world: &World) -> Vec<Option<String>> {
    world.stub.seen(|state| state.listed.iter().map(|listed| listed.search.clone()).collect())
}

#[tokio::test]
async fn what_was_typed_stays_in_its_field_with_the_other_filters() {
    let world = World::start().await;
    let (answer, text) = page(&world, &format!("q=+{MILK}+&status=submitted&label=some-label")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert!(text.contains(r#"name="q" type="search" value="ミルク""#), "{text}");
    assert!(text.contains(r#"<input type="hidden" name="status" value="submitted">"#));
    assert!(
        text.contains(r#"<input type="hidden" name="label" value="some-label">"#),
        "labels did not answer"
    );
    let stop = r#"href="/claims?status=submitted&#38;label=some-label">検索をやめる</a>"#;
    assert!(text.contains(stop), "{text}");
    assert!(
        text.contains(&format!("/claims?q={MILK}&#38;status=submitted&#38;label=some-label&#38;cursor=more"))
    );
    assert!(text.contains(&format!(
        r#"id="tab-approved" href="/claims?status=approved&#38;label=some-label&#38;q={MILK}""#
    )));
    assert_eq!(searched(&world), [Some("ミルク".to_owned())]);
    let listed = world.stub.seen(|state| state.listed[0].clone());
    assert_eq!((listed.status, listed.label_id.as_str()), (2, "some-label"));
    world.stop().await;
}

#[tokio::test]
async fn a_search_without_a_find_says_how_it_searched_and_what_to_do_next() {
    let world = World::start().await;
    let (answer, text) = page(&world, &format!("q={NOBODY}")).await;
    assert_eq!(answer.status, 200);
    for words in ["「いない」に合う申請は見つかりませんでした。", "先頭の文字", "下4桁", "検索をやめる"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let (_, text) = page(&world, &format!("q={GOES_ON}")).await;
    assert!(text.contains("続きを探せます") && text.contains("cursor=more"), "{text}");
    let (_, text) = page(&world, &format!("q={NOBODY}&lang=en")).await;
    assert!(text.contains("No claim matches") && text.contains("last four"), "{text}");
    world.stop().await;
}

#[tokio::test]
async fn a_search_for_nothing_is_the_whole_list_and_one_for_too_much_is_said_at_its_field() {
    let world = World::start().await;
    for query in ["q=", "q=+%E3%80%80", ""] {
        let (answer, text) = page(&world, query).await;
        assert_eq!(answer.status, 200);
        assert!(!text.contains("検索をやめる"), "{query}");
    }
    assert_eq!(searched(&world), [None, None, None]);
    let (answer, text) = page(&world, &format!("q={}", MILK.repeat(22))).await;
    assert_eq!(answer.status, 422);
    assert!(text.contains(r#"id="q-e""#) && text.contains("1〜64文字"), "{text}");
    assert!(text.contains(&"ミルク".repeat(22)), "it is there to be corrected");
    world.stop().await;
}

#[tokio::test]
async fn markup_in_a_search_is_text() {
    let world = World::start().await;
    let (_, text) = page(&world, "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!text.contains("<script>alert") && text.contains("alert(1)"), "{text}");
    world.stop().await;
}

#[tokio::test]
async fn programs_search_by_q() {
    let world = World::start().await;
    let answer = api(&world, &format!("q={MILK}&limit=5")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("link").contains(&format!("q={MILK}&limit=5&cursor=more")));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["items"][0]["pet_name"], "ミルク");
    for query in ["q=", &format!("q={}", MILK.repeat(22))] {
        let answer = api(&world, query).await;
        assert_eq!(answer.status, 422, "{query}");
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(body.to_string().contains("#/q"), "{body}");
        assert!(!body.to_string().contains("ミルク"), "what was typed is not said again: {body}");
    }
    world.stop().await;
}
