//! 傷病コード on pages and in the API: one list for everybody, chosen in the draft, and a filter for insurers alone.

use proto::accounts::v1::OrganisationKind;
use serde_json::Value;

use crate::{stub_claims::DRAFT, visitor::SESSION, world::World};

async fn page(world: &World, path: &str) -> String {
    let answer = world.portal().await.get(path, &[SESSION]).await;
    assert_eq!(answer.status, 200, "{path}");
    String::from_utf8(answer.body.to_vec()).unwrap()
}

fn asked(world: &World) -> Vec<String> {
    world.stub.seen(|state| state.listed.iter().map(|listed| listed.diagnosis_code.clone()).collect())
}

#[tokio::test]
async fn a_draft_offers_the_list_by_category_in_the_readers_language() {
    let world = World::start().await;
    world.stub.state.lock().unwrap().permissions = vec!["claim_submit"];
    let text = page(&world, &format!("/claims/{DRAFT}")).await;
    for part in [
        r#"<optgroup label="耳">"#,
        r#"<option value="09-001">外耳炎</option>"#,
        r#"<optgroup label="歯・口腔">"#,
    ] {
        assert_eq!(text.matches(part).count(), 1, "{part}: {text}");
    }
    let text = page(&world, &format!("/claims/{DRAFT}?lang=en")).await;
    assert!(
        text.contains("外耳炎 in English") && text.contains(r#"<optgroup label="耳 in English">"#),
        "{text}"
    );
    world.stop().await;
}

#[tokio::test]
async fn an_insurer_narrows_its_list_by_diagnosis_and_keeps_it_from_page_to_page() {
    let world = World::start().await;
    world.stub.state.lock().unwrap().kind = OrganisationKind::Insurer;
    let text = page(&world, "/claims?diagnosis=09-002&q=%E3%83%9F%E3%83%AB%E3%82%AF").await;
    assert!(text.contains(r#"<option value="09-002" selected>中耳炎・内耳炎</option>"#), "{text}");
    assert!(
        text.contains("絞り込み中：")
            && text.contains(r#"<span class="pill pill-text">中耳炎・内耳炎</span>"#)
    );
    assert!(text.contains("&#38;diagnosis=09-002&#38;cursor=more"), "{text}");
    assert_eq!(asked(&world), ["09-002"]);
    world.stop().await;
}

#[tokio::test]
async fn a_clinic_has_no_such_filter() {
    let world = World::start().await;
    let text = page(&world, "/claims?diagnosis=09-002").await;
    assert!(!text.contains(r#"name="diagnosis""#), "{text}");
    assert_eq!(asked(&world), [""]);
    world.stop().await;
}

#[tokio::test]
async fn programs_read_the_list_and_filter_by_a_code() {
    let world = World::start().await;
    let bearer = ("authorization", "Bearer the-token");
    let answer = world.portal().await.get("/api/v1/diagnoses", &[bearer]).await;
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((answer.status, body["items"].as_array().unwrap().len()), (200, 3), "{body}");
    assert_eq!((&body["items"][0]["code"], &body["items"][0]["name"]), (&"09-001".into(), &"外耳炎".into()));
    world.portal().await.get("/api/v1/claims?diagnosis_code=10-001", &[bearer]).await;
    assert_eq!(asked(&world), ["10-001"]);
    world.stop().await;
}
