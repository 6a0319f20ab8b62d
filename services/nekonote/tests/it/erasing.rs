//! `nekonote organisation erase` as two of the operator's people would use it, beside a demo that runs; and a reader who has
//! read enough of what any verb says.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use testkit::eventually;

use crate::{
    client::Client,
    running::{Demo, Place},
};

const SECOND: &str = "jun.kobayashi@nekonote.example.jp";
const PASSWORD: &str = "二人目の運営担当者の長い合言葉";
const CLINIC: &str = "さくら犬猫病院";

/// A file with the operator's certificate, and each person's password.
struct Desk<'a> {
    place: &'a Place,
    first: String,
}

impl<'a> Desk<'a> {
    fn of(place: &'a Place) -> Self {
        let (state, ready) = (place.state(), place.ready());
        let operator = &ready["actors"]["operator"];
        let file = |name: &Value| state.join(name.as_str().unwrap());
        let (root, certificate, key) = (file(&ready["ca"]), file(&operator["cert"]), file(&operator["key"]));
        let origin = ready["portal"].as_str().unwrap();
        let config =
            format!("origin = {origin:?}\nroot = {root:?}\ncertificate = {certificate:?}\nkey = {key:?}\n");
        fs::write(state.join("operator.toml"), config).unwrap();
        fs::write(state.join("first"), operator["password"].as_str().unwrap()).unwrap();
        fs::write(state.join("second"), format!("{PASSWORD}\n")).unwrap();
        Self { place, first: operator["email"].as_str().unwrap().to_owned() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.state().join(name)
    }

    async fn erase(&self, who: &str, verb: &str, words: &[&str]) -> (bool, String) {
        let email = if who == "first" { self.first.as_str() } else { SECOND };
        let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
        command.args(["organisation", "erase", verb, "--email", email]).args(words);
        command.arg("--config").arg(self.path("operator.toml"));
        command.arg("--password-file").arg(self.path(who)).stdin(Stdio::null());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_erase_an_organisation_at_the_command_line() {
    let place = Place::new();
    let demo: Demo<'_> = place.start(&[]);
    let desk = Desk::of(&place);
    let operator = Client::new(&place.state(), &place.ready(), "operator").await;
    let second = json!({ "name": "小林 潤", "email": SECOND, "password": PASSWORD, "roles": ["operations"] });
    operator.post("/accounts", "second", &second).await;
    let organisations = operator.get("/organisations?limit=100").await;
    let clinic = organisations["items"].as_array().unwrap().iter().find(|one| one["name"] == CLINIC).unwrap();
    let clinic = clinic["id"].as_str().unwrap();

    let request = [
        "--organisation",
        clinic,
        "--contract-ended-on",
        "2020-03-31",
        "--instruction",
        "消去指示書 2020-04",
        "--received-on",
        "2020-04-02",
    ];
    let (requested, said) = desk.erase("first", "request", &request).await;
    assert!(requested && said.contains("別の担当者が") && said.contains(CLINIC), "{said}");
    let id = said.lines().find_map(|line| line.split_once("erasure    ")).unwrap().1.to_owned();
    let (again, said) = desk.erase("first", "request", &request).await;
    assert!(again && said.contains(&id), "an answer that was lost can be had again: {said}");

    let confirm = ["--erasure", &id, "--name", CLINIC];
    let (alone, said) = desk.erase("first", "confirm", &confirm).await;
    assert!(!alone && said.contains("別の担当者に確認") && said.contains("ERASURE_SAME_PERSON"), "{said}");
    let (misnamed, said) = desk.erase("second", "confirm", &["--erasure", &id, "--name", "さくら"]).await;
    assert!(!misnamed && said.contains("名称が一致しません"), "{said}");
    let out = desk.path("attestation.pdf");
    let attestation = ["--erasure", &id, "--form", "pdf", "--out", out.to_str().unwrap()];
    let (early, said) = desk.erase("second", "attestation", &attestation).await;
    assert!(!early && said.contains("まだ完了していません") && !out.exists(), "{said}");
    let (confirmed, said) = desk.erase("second", "confirm", &confirm).await;
    assert!(confirmed && said.contains("組織は閉じられ"), "{said}");

    eventually("the erasure is done", async || {
        operator.get(&format!("/erasures/{id}")).await["state"] == "done"
    })
    .await;
    let (again, said) = desk.erase("second", "confirm", &confirm).await;
    assert!(again && said.contains("すでに確認") && said.contains("last backup gone on"), "{said}");
    let (cancelled, said) = desk.erase("first", "cancel", &["--erasure", &id]).await;
    assert!(!cancelled && said.contains("ERASURE_NOT_REQUESTED"), "{said}");
    let (listed, said) = desk.erase("first", "list", &[]).await;
    assert!(listed && said.contains(&format!("{id}  done")), "{said}");
    let (written, said) = desk.erase("first", "attestation", &attestation).await;
    assert!(written && fs::read(&out).unwrap().starts_with(b"%PDF-"), "{said}");
    let (over, said) = desk.erase("first", "attestation", &attestation).await;
    assert!(!over && said.contains("すでにあります"), "no file is written over: {said}");
    let (signed, said) =
        desk.erase("first", "attestation", &["--erasure", &id, "--form", "json", "--out", "-"]).await;
    let signed = signed.then(|| serde_json::from_str::<Value>(&said).unwrap()).unwrap();
    assert!(signed["payload"].is_string() && signed["signature"].is_string(), "{said}");

    fs::write(desk.path("first"), "wrong\n").unwrap();
    let (nobody, said) = desk.erase("first", "list", &[]).await;
    assert!(!nobody && said.contains("サインインできません") && !said.contains("wrong"), "{said}");
    whoever_has_read_enough_ends_nothing(&place);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

/// As `nekonote keys status | head` does.
fn whoever_has_read_enough_ends_nothing(place: &Place) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    command.args(["keys", "status", "--service", "claims", "--config"]);
    command.arg(place.state().join("settings/claims.toml")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && !said.contains("panicked"), "{said}");
}
