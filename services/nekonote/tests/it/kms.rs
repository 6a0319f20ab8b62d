//! The platform under an external KMS: the main job, and what happens while the KMS gives no answer. It fails closed: what
//! cannot be sealed is not written, and whoever asked is told to come again.

use rcgen::{CertificateParams, KeyPair};
use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::{KmsEmulator, KmsFault};

use crate::{canary, client::Client, running::Place};

/// The organisations of the demo; each has people, whose names are sealed.
const ORGANISATIONS: usize = 5;
const DONE: &str = "完了しました";

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_under_an_external_kms() {
    let (place, emulator) = (Place::new(), testkit::kms().await);
    let ended = place.run(&["--once", "--kms", emulator.endpoint()]);
    assert!(ended.success() && place.said().contains(DONE), "{}", place.said());
    let keys = emulator.keys();
    assert_eq!(keys.len(), ORGANISATIONS + 1, "each has its own, and the platform its: {keys:?}");
    assert!(keys.iter().all(|key| key.starts_with(KmsEmulator::KEY_RING)), "{keys:?}");
    let (wrapped, unwrapped) = (emulator.calls("encrypt"), emulator.calls("decrypt"));
    assert!(wrapped >= ORGANISATIONS && unwrapped >= wrapped, "wrapped {wrapped}, unwrapped {unwrapped}");
    assert!(!place.state().join("kms.json").exists(), "no key lies in a file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kms_that_stumbles_is_asked_again_and_nobody_notices() {
    let (place, emulator) = (Place::new(), testkit::kms().await);
    emulator.fail(KmsFault::Status(503), 2);
    let ended = place.run(&["--once", "--kms", emulator.endpoint()]);
    assert!(ended.success() && place.said().contains(DONE), "{}", place.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_kms_nothing_is_written_and_once_it_is_back_it_goes_on() {
    let (place, emulator) = (Place::new(), testkit::kms().await);
    emulator.fail(KmsFault::Status(503), usize::MAX);
    let ended = place.run(&["--once", "--kms", emulator.endpoint()]);
    assert!(!ended.success() && place.said().contains("KEY_UNAVAILABLE"), "{}", place.said());
    assert!(emulator.calls("encrypt") >= 3, "it was asked again");
    let readable = canary::readable(&place.state(), &["山本 太一", "taichi.yamamoto@nekonote.example.jp"]);
    assert!(readable.is_empty(), "{readable:?}");
    emulator.heal();
    let ended = place.run(&["--once", "--kms", emulator.endpoint()]);
    assert!(ended.success() && place.said().contains(DONE), "{}", place.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_whose_key_cannot_be_made_is_not_registered_and_the_same_request_does_it_later() {
    let (place, emulator) = (Place::new(), testkit::kms().await);
    let demo = place.start(&["--kms", emulator.endpoint()]);
    let operator = Client::new(&place.state(), &place.ready(), "operator").await;
    let before = names(&operator).await;
    let wanted = organisation();

    emulator.fail(KmsFault::Status(503), usize::MAX);
    let (status, problem) = register(&operator, &wanted).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("KEY_UNAVAILABLE")),
        "{problem}"
    );
    // Keys that are at hand serve on.
    assert!(!operator.ids("/accounts").await.is_empty());
    assert_eq!(names(&operator).await, before);

    emulator.heal();
    let (status, made) = register(&operator, &wanted).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(names(&operator).await.len(), before.len() + 1);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

/// A clinic with its first person and device.
fn organisation() -> Value {
    let key = KeyPair::generate().unwrap();
    let csr = CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap();
    json!({
        "kind": "clinic", "name": "もみじ動物病院", "code": "4210-0555", "phone": "075-555-0142",
        "administrator": {
            "name": "紅葉 花", "email": "hana.momiji@momiji.example.jp", "password": "鍵がなければ始まらない朝の散歩",
            "roles": ["administrator"],
        },
        "device": { "label": "受付PC-1", "csr_pem": csr },
    })
}

async fn register(operator: &Client, organisation: &Value) -> (StatusCode, Value) {
    let request = operator.http.post(format!("{}/organisations", operator.api)).bearer_auth(&operator.token);
    let answer = request.header("idempotency-key", "momiji").json(organisation).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn names(operator: &Client) -> Vec<Value> {
    let page = operator.get("/organisations?limit=100").await;
    page["items"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect()
}
