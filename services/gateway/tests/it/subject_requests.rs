//! What policyholders ask for about their own data: its pages for an insurer's people, and its routes in the API.

use proto::{
    accounts::v1::OrganisationKind,
    claims::v1::{IdentityProof, RefusalGround},
};
use serde_json::{Value, json};

use crate::{
    stub_subjects::{Asked, CHECKED, DISCLOSED, OWN, RECEIVED, STOPPED},
    visitor::{JSON, SESSION, TOKEN, page, send, text},
    world::World,
};

/// サトウ ユミ
const KANA: &str = "%E3%82%B5%E3%83%88%E3%82%A6+%E3%83%A6%E3%83%9F";
/// ダレカ
const SOMEBODY: &str = "%E3%83%80%E3%83%AC%E3%82%AB";

async fn world() -> World {
    let world = World::start().await;
    {
        let mut state = world.stub.state.lock().unwrap();
        state.kind = OrganisationKind::Insurer;
        state.permissions = vec!["subject_handle"];
    }
    world
}

fn asked(world: &World) -> Asked {
    world.stub.seen(|state| state.subjects.clone())
}

fn at(id: &str, verb: &str) -> String {
    format!("/subject-requests/{id}/{verb}")
}

#[tokio::test]
async fn who_may_not_handle_them_finds_nothing_in_the_menu_and_is_refused_before_anybody_is_asked() {
    let world = world().await;
    let (_, list) = page(&world, "/subject-requests").await;
    assert!(list.contains(r#"<a href="/subject-requests" aria-current="page">"#), "{list}");
    world.stop().await;
    let world = World::start().await;
    // A clinic's has no such thing, whatever its permissions say.
    world.stub.state.lock().unwrap().permissions = vec!["subject_handle"];
    let (_, home) = page(&world, "/").await;
    assert!(!home.contains(r#"href="/subject-requests""#), "{home}");
    let one = format!("/subject-requests/{RECEIVED}");
    for path in ["/subject-requests", "/subject-requests/new", &one, &at(DISCLOSED, "files/disclosure/pdf")] {
        assert_eq!(page(&world, path).await.0, 403, "{path}");
    }
    for verb in ["identify", "carry-out", "refuse", "resume"] {
        assert_eq!(send(&world, &at(RECEIVED, verb), "revision=3").await.status, 403, "{verb}");
    }
    assert_eq!(send(&world, "/subject-requests", "kind=stop").await.status, 403);
    assert!(asked(&world).calls.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn the_list_shows_what_waits_and_what_is_late_and_names_nobody() {
    let world = world().await;
    let (status, open) = page(&world, "/subject-requests").await;
    assert_eq!(status, 200);
    assert_eq!(open.matches("S-200913-7K3F9X").count(), 3, "{open}");
    assert!(open.contains("期限を過ぎています") && !open.contains("佐藤 由美"), "{open}");
    let (_, all) = page(&world, "/subject-requests?open=false").await;
    assert_eq!(all.matches("S-200913-7K3F9X").count(), 5);
    assert!(page(&world, "/subject-requests?lang=en").await.1.contains("Overdue"));
    world.stop().await;
}

#[tokio::test]
async fn a_form_that_cannot_be_read_comes_back_with_what_was_typed() {
    let world = world().await;
    let form = "kind=&policy_number=&asked_on=soon&asked_time=25:00&surname=A%3Cb%3E&request_id=x";
    let answer = send(&world, "/subject-requests", form).await;
    let text = text(&answer);
    assert_eq!(answer.status, 422, "{text}");
    for field in ["kind", "policy_number", "asked_on", "asked_time"] {
        assert!(text.contains(&format!(r#"id="{field}-e""#)), "{field}: {text}");
    }
    assert!(text.contains(r#"value="soon""#) && text.contains("A&#60;b&#62;"), "{text}");
    assert!(asked(&world).received.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn what_claims_refuses_stands_beside_its_field() {
    let world = world().await;
    for (number, field) in [
        ("NOBODY", "policy_number"),
        ("TWICE", "policy_number"),
        ("STOPPED", "policy_number"),
        ("EARLY", "asked_on"),
    ] {
        let form =
            format!("kind=stop&policy_number={number}&asked_on=2026/11/20&asked_time=9:30&request_id=x");
        let answer = send(&world, "/subject-requests", &form).await;
        let text = text(&answer);
        assert_eq!(answer.status, 422, "{number}: {text}");
        assert!(text.contains(&format!(r#"id="{field}-e""#)), "{number}: {text}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_correction_names_what_is_right_and_removes_what_is_ticked() {
    let world = world().await;
    let form = "kind=correction&policy_number=AB-2048&asked_on=R8.11.20&asked_time=9%E6%99%8230%E5%88%86&surname=Suzuki&remove_email=1&request_id=x";
    let answer = send(&world, "/subject-requests", form).await;
    assert_eq!(answer.status, 303, "{}", text(&answer));
    assert_eq!(answer.header("location"), format!("/subject-requests/{RECEIVED}?done=received"));
    let received = asked(&world).received;
    let correction = received[0].correction.clone().unwrap();
    assert_eq!(
        (correction.surname.as_deref(), correction.email.as_deref(), correction.phone),
        (Some("Suzuki"), Some(""), None)
    );
    let moment = proto::moment(received[0].asked_at.unwrap()).unwrap();
    assert_eq!(moment.to_rfc3339(), "2026-11-20T00:30:00+00:00", "it was half past nine in Japan");
    world.stop().await;
}

#[tokio::test]
async fn the_page_shows_whose_it_is_what_is_next_and_runs_nothing_that_was_typed() {
    let world = world().await;
    let (status, received) = page(&world, &format!("/subject-requests/{RECEIVED}?done=received")).await;
    assert_eq!(status, 200);
    for part in [
        "S-200913-7K3F9X",
        "AB-2048",
        "佐藤 由美",
        "鈴木&#60;script&#62;",
        &at(RECEIVED, "identify"),
        &at(RECEIVED, "refuse"),
        r#"<option value="not_kept""#,
    ] {
        assert!(received.contains(part), "{part}: {received}");
    }
    assert!(!received.contains(r#"<option value="harm""#), "only what the service would take");
    assert!(!received.contains("<script>鈴木") && !received.contains(&at(RECEIVED, "carry-out")));
    let (_, checked) = page(&world, &format!("/subject-requests/{CHECKED}")).await;
    assert!(checked.contains(&format!(r#"action="{}""#, at(CHECKED, "carry-out"))), "{checked}");
    let (_, own) = page(&world, &format!("/subject-requests/{OWN}")).await;
    assert!(!own.contains(&format!(r#"action="{}""#, at(OWN, "carry-out"))), "{own}");
    assert!(own.contains("別の担当者"), "{own}");
    let (_, stopped) = page(&world, &format!("/subject-requests/{STOPPED}")).await;
    assert!(
        stopped.contains(&at(STOPPED, "resume")) && stopped.contains("files/attestation/pdf"),
        "{stopped}"
    );
    assert!(!stopped.contains("files/disclosure"), "{stopped}");
    for odd in ["nowhere", "%3Cscript%3E", "..%2F..%2Fkeys"] {
        assert_eq!(page(&world, &format!("/subject-requests/{odd}")).await.0, 404, "{odd}");
    }
    world.stop().await;
}

#[tokio::test]
async fn each_step_is_one_rpc() {
    let world = world().await;
    let identify = format!("revision=3&proof=call_back&stated_kana={KANA}&stated_contact=090&request_id=x");
    for (path, form, done) in [
        (at(RECEIVED, "identify"), identify.as_str(), "identified"),
        (at(CHECKED, "carry-out"), "revision=3&request_id=x", "carried_out"),
        (at(RECEIVED, "refuse"), "revision=3&ground=not_kept&request_id=x", "refused"),
        (at(STOPPED, "resume"), identify.as_str(), "resumed"),
    ] {
        let answer = send(&world, &path, form).await;
        assert_eq!(answer.status, 303, "{path}: {}", text(&answer));
        assert!(answer.header("location").ends_with(&format!("?done={done}")), "{path}");
    }
    let asked = asked(&world);
    assert_eq!(
        asked.calls,
        ["IdentifySubject", "CarryOutSubjectRequest", "RefuseSubjectRequest", "ResumeUse"]
    );
    let check = asked.identified[0].check.as_ref().unwrap();
    assert_eq!((check.proof(), check.stated_kana.as_str()), (IdentityProof::CallBack, "サトウ ユミ"));
    assert_eq!(asked.refused[0].ground(), RefusalGround::NotKept);
    assert_eq!(asked.resumed[0].check.as_ref(), Some(check));
    world.stop().await;
}

#[tokio::test]
async fn what_does_not_match_comes_back_beside_its_field_and_nothing_is_done() {
    let world = world().await;
    let nothing = send(&world, &at(RECEIVED, "identify"), "revision=3&request_id=x").await;
    assert_eq!(nothing.status, 422);
    let nothing = text(&nothing);
    assert!(nothing.contains(r#"id="proof-e""#) && nothing.contains(r#"id="stated_kana-e""#), "{nothing}");
    let form = format!("revision=3&proof=call_back&stated_kana={SOMEBODY}&stated_contact=090&request_id=x");
    let another = send(&world, &at(RECEIVED, "identify"), &form).await;
    assert_eq!(another.status, 422);
    let another = text(&another);
    for part in [r#"id="stated_kana-e""#, r#"id="stated_contact-e""#, r#"value="ダレカ""#, "checked"] {
        assert!(another.contains(part), "{part}: {another}");
    }
    let ground = send(&world, &at(RECEIVED, "refuse"), "revision=3&ground=&request_id=x").await;
    assert_eq!(ground.status, 422);
    assert!(text(&ground).contains(r#"id="ground-e""#));
    let resumed = send(&world, &at(STOPPED, "resume"), "revision=3&request_id=x").await;
    assert_eq!(resumed.status, 422);
    assert!(text(&resumed).contains(r#"id="proof-e""#) && text(&resumed).contains("<details open>"));
    let own = send(&world, &at(OWN, "carry-out"), "revision=3&request_id=x").await;
    assert_eq!(own.status, 422);
    assert!(text(&own).contains("別の担当者"), "{}", text(&own));
    let asked = asked(&world);
    assert_eq!((asked.identified.len(), asked.refused.len(), asked.resumed.len()), (0, 0, 0));
    world.stop().await;
}

#[tokio::test]
async fn whoever_was_slower_sees_how_it_stands_now() {
    let world = world().await;
    let identify = format!("proof=call_back&stated_kana={KANA}&request_id=x");
    for (path, form) in [
        (at(RECEIVED, "identify"), format!("{identify}&revision=2")),
        (at(CHECKED, "identify"), format!("{identify}&revision=3")),
        (at(STOPPED, "carry-out"), "revision=3".to_owned()),
        (at(CHECKED, "carry-out"), "revision=2".to_owned()),
        (at(STOPPED, "refuse"), "revision=3&ground=law".to_owned()),
        (at(STOPPED, "resume"), format!("{identify}&revision=2")),
    ] {
        let answer = send(&world, &path, &form).await;
        assert_eq!(answer.status, 409, "{path}");
        assert!(text(&answer).contains("ほかの方が先に"), "{path}: {}", text(&answer));
    }
    world.stop().await;
}

#[tokio::test]
async fn files_are_files_and_what_is_not_there_is_said() {
    let world = world().await;
    let (_, done) = page(&world, &format!("/subject-requests/{DISCLOSED}")).await;
    assert!(done.contains("files/disclosure/pdf") && done.contains("記録"), "{done}");
    for (base, header, between) in [("", SESSION, "/"), ("/api/v1", TOKEN, "?form=")] {
        for (file, form, media_type) in [
            ("attestation", "pdf", "application/pdf"),
            ("attestation", "json", "application/jose+json"),
            ("disclosure", "pdf", "application/pdf"),
            ("disclosure", "json", "application/json"),
        ] {
            let path = format!("{base}{}", at(DISCLOSED, &format!("files/{file}{between}{form}")));
            let answer = world.portal().await.get(&path, &[header]).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, media_type), "{path}");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
            assert!(answer.header("content-disposition").starts_with("attachment; filename="), "{path}");
        }
    }
    assert_eq!(page(&world, &at(DISCLOSED, "files/attestation/xml")).await.0, 404);
    assert_eq!(page(&world, &at(DISCLOSED, "files/everything/pdf")).await.0, 404);
    assert_eq!(page(&world, &at(STOPPED, "files/disclosure/pdf")).await.0, 409);
    world.stop().await;
}

#[tokio::test]
async fn the_api_does_the_same() {
    let world = world().await;
    let mut portal = world.portal().await;
    let key = ("idempotency-key", "subject-1");
    let new = json!({ "kind": "stop", "policy_number": "AB-2048", "asked_at": "2026-11-20T09:30:00+09:00" });
    let base = "/api/v1/subject-requests";
    let made = portal.post(base, &[TOKEN, key, JSON], new.to_string()).await;
    assert_eq!((made.status, made.header("location")), (201, format!("{base}/{RECEIVED}").as_str()));
    assert_eq!(made.json()["number"], "S-200913-7K3F9X");
    let keyless = portal.post(base, &[TOKEN, JSON], new.to_string()).await;
    assert_eq!(keyless.problem(), "IDEMPOTENCY_KEY_REQUIRED");
    let open = portal.get(&format!("{base}?open=true"), &[TOKEN]).await.json();
    assert_eq!(open["items"].as_array().unwrap().len(), 3);
    assert_eq!(portal.get(base, &[TOKEN]).await.json()["items"].as_array().unwrap().len(), 5);

    let shown = portal.get(&format!("{base}/{RECEIVED}"), &[TOKEN]).await;
    assert_eq!(shown.header("etag"), "\"3\"");
    let shown = shown.json();
    assert_eq!((&shown["kind"], &shown["state"]), (&json!("correction"), &json!("received")));
    assert_eq!(shown["due_at"], "2020-09-16T21:26:40+09:00");
    assert_eq!((&shown["identified_at"], &shown["settled_at"]), (&Value::Null, &Value::Null));
    assert_eq!(shown["details"]["possible_grounds"], json!(["not_kept"]));

    let path = format!("{base}/{RECEIVED}/identify");
    let body =
        json!({ "proof": "call_back", "stated_kana": "サトウ ユミ", "stated_contact": "090" }).to_string();
    let resumption = json!({ "revision": 3, "proof": "call_back", "stated_kana": "サトウ ユミ" });
    assert_eq!(portal.post(&path, &[TOKEN, key, JSON], body.clone()).await.problem(), "REVISION_REQUIRED");
    let stale = portal.post(&path, &[TOKEN, key, JSON, ("if-match", "\"2\"")], body.clone()).await;
    assert_eq!((stale.status, stale.problem().as_str()), (412, "SUBJECT_REQUEST_STALE"));
    let done = portal.post(&path, &[TOKEN, key, JSON, ("if-match", "\"3\"")], body).await;
    assert_eq!((done.status, done.json()["revision"].as_i64()), (200, Some(4)));
    for (path, body) in [
        (format!("{base}/{CHECKED}/carry-out"), json!({ "revision": 3 })),
        (format!("{base}/{RECEIVED}/refuse"), json!({ "revision": 3, "ground": "not_kept" })),
        (format!("{base}/{STOPPED}/resume"), resumption),
    ] {
        let answer = portal.post(&path, &[TOKEN, key, JSON], body.to_string()).await;
        assert_eq!((answer.status, answer.json()["revision"].as_i64()), (200, Some(4)), "{path}");
    }
    let strange = json!({ "revision": 3, "ground": "because" }).to_string();
    let strange = portal.post(&format!("{base}/{RECEIVED}/refuse"), &[TOKEN, key, JSON], strange).await;
    assert_eq!((strange.status, strange.json()["errors"][0]["pointer"].as_str()), (422, Some("#/ground")));
    let (path, body) = (format!("{base}/{OWN}/carry-out"), json!({ "revision": 3 }).to_string());
    let own = portal.post(&path, &[TOKEN, key, JSON], body).await;
    assert_eq!(own.problem(), "SUBJECT_SAME_PERSON");
    world.stop().await;
}
