//! Ending an organisation: its pages for the operator's people, and its routes in the API.

use proto::accounts::v1::OrganisationKind;
use serde_json::{Value, json};

use crate::{
    stub_erasures::{Asked, DONE, EARLY, NAME, OWN, WAITING},
    visitor::{JSON, SESSION, TOKEN, page, send, text},
    world::World,
};

/// みどり動物病院
const TYPED: &str = "%E3%81%BF%E3%81%A9%E3%82%8A%E5%8B%95%E7%89%A9%E7%97%85%E9%99%A2";

async fn world() -> World {
    let world = World::start().await;
    {
        let mut state = world.stub.state.lock().unwrap();
        state.kind = OrganisationKind::Operator;
        state.permissions = vec!["organisation_erase"];
    }
    world
}

fn asked(world: &World) -> Asked {
    world.stub.seen(|state| state.erasing.clone())
}

#[tokio::test]
async fn who_may_not_erase_finds_nothing_in_the_menu_and_is_refused_before_anybody_is_asked() {
    let world = world().await;
    assert!(page(&world, "/erasures").await.1.contains(r#"<a href="/erasures" aria-current="page">"#));
    world.stop().await;
    let world = World::start().await;
    let (_, home) = page(&world, "/").await;
    assert!(!home.contains(r#"href="/erasures""#), "{home}");
    let pages = ["/erasures", "/erasures/new", &format!("/erasures/{WAITING}")].map(str::to_owned);
    for path in pages.iter().chain([&format!("/erasures/{DONE}/attestation/pdf")]) {
        assert_eq!(page(&world, path).await.0, 403, "{path}");
    }
    for path in [
        "/erasures".to_owned(),
        format!("/erasures/{WAITING}/confirm"),
        format!("/erasures/{WAITING}/cancel"),
    ] {
        assert_eq!(send(&world, &path, "revision=3").await.status, 403, "{path}");
    }
    assert!(asked(&world).calls.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn the_list_says_what_is_next_for_its_reader() {
    let world = world().await;
    let (status, text) = page(&world, "/erasures").await;
    assert_eq!(status, 200);
    let rows: Vec<&str> = text.split("<tr>").skip(2).collect();
    for (row, words) in
        rows.iter().zip(["確認してください", "別の担当者の確認", "2999/12/31を過ぎると", "2020/10/18に最後"])
    {
        assert!(row.contains(words) && row.contains(NAME), "{words}: {row}");
    }
    assert!(rows[0].contains("2020/03/31") && rows[0].contains("担当者"), "{}", rows[0]);
    assert!(page(&world, "/erasures?lang=en").await.1.contains("Another person has to confirm it"));
    world.stop().await;
}

#[tokio::test]
async fn asking_says_plainly_what_goes_and_what_stays_and_offers_everybody_but_the_operator() {
    let world = world().await;
    let (status, text) = page(&world, "/erasures/new").await;
    assert_eq!(status, 200);
    for words in ["消えるもの", "残るもの", "別の担当者が", "データの一式を受け取れます", "元に戻せません"]
    {
        assert!(text.contains(words), "{words}");
    }
    assert!(text.contains(r#"<option value="b">みどり動物病院"#), "from the second page of the list: {text}");
    assert!(!text.contains("<option value=\"0199d3a0"), "the operator's own is not offered: {text}");
    world.stop().await;
}

#[tokio::test]
async fn a_form_that_cannot_be_read_comes_back_with_what_was_typed() {
    let world = world().await;
    let form =
        "organisation_id=b&contract_ended_on=soon&instruction_reference=&instruction_received_on=R8.11.20";
    let answer = send(&world, "/erasures", form).await;
    let text = text(&answer);
    assert_eq!(answer.status, 422, "{text}");
    for part in [
        r#"id="contract_ended_on-e""#,
        r#"id="instruction_reference-e""#,
        r#"value="soon""#,
        r#"value="R8.11.20""#,
        r#"<option value="b" selected>"#,
        "（2件）",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(asked(&world).requested.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn what_accounts_refuses_stands_beside_its_field() {
    let world = world().await;
    let form = |reference: &str, received: &str| {
        format!(
            "organisation_id=b&contract_ended_on=2026/11/30&instruction_reference={reference}&instruction_received_on={received}&request_id=x"
        )
    };
    let future = text(&send(&world, "/erasures", &form("a", "2999-01-01")).await);
    assert!(future.contains(r#"id="instruction_received_on-e""#) && future.contains("今日まで"), "{future}");
    let twice = send(&world, "/erasures", &form("twice", "2020-01-01")).await;
    assert_eq!(twice.status, 422);
    let twice = text(&twice);
    assert!(
        twice.contains(r#"id="organisation_id-e""#) && twice.contains("すでに依頼されています"),
        "{twice}"
    );
    assert!(twice.contains(r#"value="2020-01-01""#));
    world.stop().await;
}

#[tokio::test]
async fn days_are_sent_as_iso_however_they_were_typed() {
    let world = world().await;
    let form = "organisation_id=b&contract_ended_on=R8.11.30&instruction_reference=2026-7&instruction_received_on=2026/11/20&request_id=x";
    let answer = send(&world, "/erasures", form).await;
    assert_eq!(answer.status, 303, "{}", text(&answer));
    assert_eq!(answer.header("location"), format!("/erasures/{OWN}?done=requested"));
    let requested = asked(&world).requested;
    assert_eq!(requested.len(), 1);
    assert_eq!(
        (requested[0].contract_ended_on.as_str(), requested[0].instruction_received_on.as_str()),
        ("2026-11-30", "2026-11-20")
    );
    world.stop().await;
}

#[tokio::test]
async fn who_has_requested_it_sees_that_another_must_confirm_and_no_form_for_it() {
    let world = world().await;
    let confirm = |id: &str| format!(r#"action="/erasures/{id}/confirm""#);
    let (_, own) = page(&world, &format!("/erasures/{OWN}?done=requested")).await;
    assert!(own.contains("あなたが依頼しました") && !own.contains(&confirm(OWN)), "{own}");
    assert!(
        own.contains("消去を依頼しました。") && own.contains(&format!("/erasures/{OWN}/cancel")),
        "{own}"
    );
    let (_, early) = page(&world, &format!("/erasures/{EARLY}")).await;
    assert!(early.contains("2999") && !early.contains(&confirm(EARLY)), "{early}");
    let (_, waiting) = page(&world, &format!("/erasures/{WAITING}")).await;
    assert!(waiting.contains(&confirm(WAITING)), "{waiting}");
    for words in ["消去指示書 2020-04", "みどり動物病院が閉じられ", "「みどり動物病院」と入力", "担当者"]
    {
        assert!(waiting.contains(words), "{words}: {waiting}");
    }
    assert_eq!(page(&world, "/erasures/nowhere").await.0, 404);
    world.stop().await;
}

#[tokio::test]
async fn confirming_is_one_rpc() {
    let world = world().await;
    let answer = send(
        &world,
        &format!("/erasures/{WAITING}/confirm"),
        &format!("revision=3&organisation_name={TYPED}&request_id=x"),
    )
    .await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, format!("/erasures/{WAITING}?done=confirmed").as_str())
    );
    let asked = asked(&world);
    assert_eq!(asked.calls, ["ConfirmErasure"]);
    assert_eq!((asked.confirmed[0].organisation_name.as_str(), asked.confirmed[0].revision), (NAME, 3));
    world.stop().await;
}

#[tokio::test]
async fn a_name_typed_wrong_comes_back_and_nothing_is_done() {
    let world = world().await;
    let path = format!("/erasures/{WAITING}/confirm");
    for (form, words) in
        [("organisation_name=", "入力してください"), ("organisation_name=Midori", "一致しません")]
    {
        let answer = send(&world, &path, &format!("{form}&revision=3&request_id=x")).await;
        let text = text(&answer);
        assert_eq!(answer.status, 422, "{text}");
        assert!(text.contains(r#"id="organisation_name-e""#) && text.contains(words), "{words}: {text}");
    }
    let again = text(&send(&world, &path, "organisation_name=Midori&revision=3").await);
    assert!(again.contains(r#"value="Midori""#), "{again}");
    let own =
        send(&world, &format!("/erasures/{OWN}/confirm"), &format!("organisation_name={TYPED}&revision=3"))
            .await;
    assert_eq!(own.status, 422);
    assert!(asked(&world).confirmed.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn whoever_was_slower_sees_how_it_stands_now() {
    let world = world().await;
    for (path, form) in [
        (format!("/erasures/{WAITING}/confirm"), format!("revision=2&organisation_name={TYPED}")),
        (format!("/erasures/{DONE}/confirm"), format!("revision=3&organisation_name={TYPED}")),
        (format!("/erasures/{WAITING}/cancel"), "revision=2".to_owned()),
    ] {
        let answer = send(&world, &path, &form).await;
        assert_eq!(answer.status, 409, "{path}");
        assert!(text(&answer).contains("ほかの方が先に操作しました"), "{path}");
    }
    let answer = send(&world, &format!("/erasures/{WAITING}/cancel"), "revision=3&request_id=x").await;
    assert_eq!(answer.header("location"), format!("/erasures/{WAITING}?done=cancelled"));
    assert_eq!((asked(&world).confirmed.len(), asked(&world).cancelled.len()), (0, 1));
    world.stop().await;
}

#[tokio::test]
async fn what_is_done_shows_when_keys_and_backups_are_gone_and_gives_its_attestation() {
    let world = world().await;
    let (_, done) = page(&world, &format!("/erasures/{DONE}")).await;
    for words in [
        "2020/09/13 21:30",
        "KMSが完全に破棄するのを待って",
        "令和2年10月18日",
        "/attestation/pdf",
        "/attestation/json",
    ] {
        assert!(done.contains(words), "{words}: {done}");
    }
    assert!(!done.contains("/confirm") && !done.contains("/cancel"), "{done}");
    for (base, header, path) in [("", SESSION, "/attestation/"), ("/api/v1", TOKEN, "/attestation?form=")] {
        for (form, media_type, begin) in
            [("pdf", "application/pdf", "%PDF"), ("json", "application/jose+json", "{")]
        {
            let file =
                world.portal().await.get(&format!("{base}/erasures/{DONE}{path}{form}"), &[header]).await;
            assert_eq!((file.status, file.header("content-type")), (200, media_type));
            assert_eq!(
                file.header("content-disposition"),
                format!("attachment; filename=\"erasure-{DONE}.{form}\"")
            );
            assert_eq!(file.header("cache-control"), "no-store");
            assert!(text(&file).starts_with(begin));
        }
    }
    assert_eq!(page(&world, &format!("/erasures/{DONE}/attestation/xml")).await.0, 404);
    assert_eq!(page(&world, &format!("/erasures/{WAITING}/attestation/pdf")).await.0, 409);
    world.stop().await;
}

#[tokio::test]
async fn the_api_requests_confirms_and_withdraws() {
    let world = world().await;
    let mut portal = world.portal().await;
    let key = ("idempotency-key", "erasure-1");
    let new = json!({ "organisation_id": "b", "contract_ended_on": "2026-11-30", "instruction_reference": "7", "instruction_received_on": "2026-11-20" });
    let made = portal.post("/api/v1/erasures", &[TOKEN, key, JSON], new.to_string()).await;
    assert_eq!((made.status, made.header("location")), (201, format!("/api/v1/erasures/{OWN}").as_str()));
    assert_eq!(
        portal.post("/api/v1/erasures", &[TOKEN, JSON], new.to_string()).await.problem(),
        "IDEMPOTENCY_KEY_REQUIRED"
    );

    let shown = portal.get(&format!("/api/v1/erasures/{WAITING}"), &[TOKEN]).await;
    assert_eq!(shown.header("etag"), "\"3\"");
    let shown = shown.json();
    assert_eq!(
        (&shown["state"], &shown["organisation_name"], &shown["settled_at"]),
        (&json!("requested"), &json!(NAME), &Value::Null)
    );
    let list = portal.get("/api/v1/erasures", &[TOKEN]).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 4);

    let (path, body) =
        (format!("/api/v1/erasures/{WAITING}/confirm"), json!({ "organisation_name": NAME }).to_string());
    assert_eq!(portal.post(&path, &[TOKEN, key, JSON], body.clone()).await.problem(), "REVISION_REQUIRED");
    let stale = portal.post(&path, &[TOKEN, key, JSON, ("if-match", "\"2\"")], body.clone()).await;
    assert_eq!((stale.status, stale.problem().as_str()), (412, "REVISION_STALE"));
    let wrong = portal
        .post(
            &path,
            &[TOKEN, key, JSON, ("if-match", "\"3\"")],
            json!({ "organisation_name": "x" }).to_string(),
        )
        .await;
    assert_eq!((wrong.status, wrong.problem().as_str()), (409, "ERASURE_NAME_WRONG"));
    let done = portal.post(&path, &[TOKEN, key, JSON, ("if-match", "\"3\"")], body).await;
    assert_eq!((done.status, done.json()["revision"].as_i64()), (200, Some(4)));
    let path = format!("/api/v1/erasures/{WAITING}/cancel");
    let withdrawn = portal.post(&path, &[TOKEN, key, JSON], json!({ "revision": 3 }).to_string()).await;
    assert_eq!(withdrawn.status, 200);

    let form = portal.get(&format!("/api/v1/erasures/{DONE}/attestation?form=xml"), &[TOKEN]).await;
    assert_eq!((form.status, form.json()["errors"][0]["pointer"].as_str()), (422, Some("#/form")));
    let early = portal.get(&format!("/api/v1/erasures/{WAITING}/attestation?form=pdf"), &[TOKEN]).await;
    assert_eq!((early.status, early.problem().as_str()), (409, "ERASURE_NOT_DONE"));
    world.stop().await;
}
