//! What the outside can rely on while a demo is up, and when it stops, is killed and comes back.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    client::{Client, connection},
    running::Place,
};

const ACTORS: [&str; 6] = ["clinic", "clinic2", "insurer", "insurer2", "operator", "support"];
const KEYS: [&str; 10] = [
    "organisation",
    "role",
    "email",
    "password",
    "cert",
    "key",
    "p12",
    "p12_password",
    "client_id",
    "client_secret",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_tells_how_to_get_in_and_takes_it_back() {
    let place = Place::new();
    let demo = place.start(&[]);
    everybody_gets_every_key(&place);
    the_portal_demands_a_certificate_and_help_does_not(&place).await;
    a_second_demo_is_refused_politely(&place);
    let logged = place.log();
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
    assert!(!place.state().join("ready.json").exists(), "ready.json is removed at stop");
    no_personal_value_is_logged(&place, &logged);
}

fn everybody_gets_every_key(place: &Place) {
    let ready = place.ready();
    for key in ["portal", "help", "api", "mail", "ca"] {
        assert!(ready[key].as_str().is_some_and(|value| !value.is_empty()), "{key}");
    }
    assert!(ready["portal"].as_str().unwrap().starts_with("https://localhost:"));
    assert!(ready["help"].as_str().unwrap().starts_with("https://127.0.0.1:"));
    assert!(ready["api"].as_str().unwrap().ends_with("/api/v1"));
    for name in ACTORS {
        for key in KEYS {
            let value = ready["actors"][name][key].as_str().unwrap_or_default();
            assert!(!value.is_empty(), "{name}.{key}");
            if ["cert", "key", "p12"].contains(&key) {
                assert_eq!(place.mode(value), 0o600, "{value}");
            }
        }
    }
    for file in ["ready.json", "secrets.key", "actors.json"] {
        assert_eq!(place.mode(file), 0o600, "{file}");
    }
    assert_eq!(place.mode(""), 0o700);
}

async fn the_portal_demands_a_certificate_and_help_does_not(place: &Place) {
    let (state, ready) = (place.state(), place.ready());
    let (portal, help) = (ready["portal"].as_str().unwrap(), ready["help"].as_str().unwrap());
    let stranger = connection(&state, &ready, None);
    assert!(stranger.get(portal).send().await.is_err(), "the handshake demands a certificate");
    let page = stranger.get(help).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("証明書"));
    for name in ACTORS {
        let device = connection(&state, &ready, Some(name));
        let answer = device.get(portal).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{name} is sent to sign in");
        Client::new(&state, &ready, name).await;
    }
}

fn a_second_demo_is_refused_politely(place: &Place) {
    let before = place.ready();
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_nekonote"));
    let output = second.args(["demo", "--state"]).arg(place.state()).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("すでに動いています"));
    assert_eq!(place.ready(), before, "the first goes on");
}

#[test]
fn the_state_of_an_older_program_is_refused_politely() {
    let place = Place::new();
    std::fs::create_dir_all(place.state().join("settings")).unwrap();
    let ended = place.run(&["--once"]);
    assert!(!ended.success() && place.said().contains("`make demo-reset`"), "{}", place.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_resumes_and_so_does_a_start_after_kill_9() {
    let place = Place::new();
    let demo = place.start(&[]);
    let first = everything(&place).await;
    assert!(!first.1.is_empty() && !first.2.is_empty(), "there are data");
    assert!(demo.stop().unwrap().success());
    let demo = place.start(&[]);
    assert_eq!(everything(&place).await, first, "after SIGTERM");
    demo.kill();
    assert!(place.state().join("ready.json").exists(), "kill -9 leaves it behind");
    let demo = place.start(&[]);
    assert_eq!(everything(&place).await, first, "after kill -9");
    assert!(demo.stop().unwrap().success());
}

/// How everybody gets in, and what a clinic and an insurer see.
async fn everything(place: &Place) -> (Value, BTreeSet<String>, BTreeSet<String>) {
    let (state, ready) = (place.state(), place.ready());
    let clinic = Client::new(&state, &ready, "clinic").await;
    let insurer = Client::new(&state, &ready, "insurer").await;
    let claims = clinic.ids("/claims").await;
    (ready["actors"].clone(), claims, insurer.ids("/policies").await)
}

/// Every name, address and secret of the fixtures, from their sources and from the state folder, is a canary.
fn no_personal_value_is_logged(place: &Place, logged: &str) {
    assert!(logged.lines().count() > 50, "the demo logs");
    let secrets = std::fs::read_to_string(place.state().join("secrets.key")).unwrap();
    let secrets: Value = serde_json::from_str(&secrets).unwrap();
    let mut canaries: BTreeSet<String> =
        secrets.as_object().unwrap().values().map(|secret| secret.as_str().unwrap().to_owned()).collect();
    let policies = include_str!("../../src/demo/seed/policies.rs");
    let people = policies.split("const PETS").next().unwrap();
    canaries.extend(literals(people.split("const PEOPLE").nth(1).unwrap()));
    canaries.extend(["kainushi".to_owned(), "090-5550".to_owned()]);
    for line in include_str!("../../src/demo/seed/organisations.rs").lines() {
        if line.contains("person: \"") || line.contains("email: \"") || line.contains("EMAIL: &str") {
            canaries.extend(literals(line));
        }
    }
    canaries.extend(["山本 太一", "中村 彩", "佐藤", "由美"].map(str::to_owned));
    assert!(canaries.len() > 90, "the fixtures were not read: {}", canaries.len());
    for canary in &canaries {
        let line = logged.lines().find(|line| line.contains(canary.as_str()));
        assert!(line.is_none(), "{canary} is in the log: {line:?}");
    }
}

fn literals(text: &str) -> impl Iterator<Item = String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned)
}
