//! `nekonote secrets` beside a demo that runs: what it seals, checks and seals anew, and what it refuses; nobody notices.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    client::Client,
    running::{Demo, Place},
};

const NAMES: [&str; 2] = ["actor_signing_key", "client_ca.key"];

fn secrets(place: &Place, service: &str, verb: &str, words: &[&str], input: &[u8]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    command.args(["secrets", verb, "--service", service, "--config"]);
    command.arg(place.state().join(format!("settings/{service}.toml"))).args(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who refuses before it reads closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

fn seal(place: &Place, service: &str, name: &str, out: &Path, input: &[u8]) -> (bool, String) {
    secrets(place, service, "seal", &["--name", name, "--out", out.to_str().unwrap()], input)
}

fn rotate(place: &Place, service: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_nekonote"))
        .args(["keys", "rotate", "--service", service, "--purpose", "secrets", "--organisation"])
        .args([&uuid::Uuid::nil().to_string(), "--config"])
        .arg(place.state().join(format!("settings/{service}.toml")))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

fn stop(demo: Demo<'_>) {
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_sealed_anew_beside_services_that_run() {
    let place = Place::new();
    let demo = place.start(&[]);
    for (service, count) in [("accounts", 3), ("claims", 1), ("notifications", 1)] {
        let (opens, said) = secrets(&place, service, "check", &[], b"");
        assert!(opens && said.matches("現在の鍵").count() == count, "{said}");
        rotate(&place, service);
        let (opens, said) = secrets(&place, service, "check", &[], b"");
        assert!(opens && said.matches("以前の鍵").count() == count, "{said}");
        let (done, said) = secrets(&place, service, "reseal", &[], b"");
        assert!(done && said.matches("封印し直しました").count() == count, "{said}");
        let (opens, said) = secrets(&place, service, "check", &[], b"");
        assert!(opens && said.matches("現在の鍵").count() == count, "{said}");
    }
    // Who runs goes on; who starts opens what was sealed anew.
    assert!(!Client::new(&place.state(), &place.ready(), "clinic").await.ids("/claims").await.is_empty());
    stop(demo);
    let demo = place.start(&[]);
    assert!(!Client::new(&place.state(), &place.ready(), "clinic").await.ids("/claims").await.is_empty());
    stop(demo);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_sealed_from_standard_input_for_one_name_and_one_service() {
    let place = Place::new();
    let demo = place.start(&[]);
    let out = place.state().join("new.sealed");
    let (sealed, said) = seal(&place, "accounts", "client_ca.key", &out, b"correct horse battery\n");
    assert!(sealed && !said.contains("correct horse"), "{said}");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("nekonote sealed secret 1 client_ca.key\n"), "{text}");

    for (service, name, input, words) in [
        ("accounts", "client_ca", &b"x"[..], "actor_signing_key, client_ca.key, attestation.key"),
        ("accounts", "smtp.password_file", b"x", "no such secret"),
        ("claims", "client_ca.key", b"x", "no such secret"),
        ("accounts", "client_ca.key", b"", "standard input is empty"),
        ("accounts", "client_ca.key", text.as_bytes(), "sealed already"),
        ("accounts", "client_ca.key", &[7; 70_000], "too large"),
        ("accounts", "actor_signing_key", b"x", "another secret"),
    ] {
        let (sealed, said) = seal(&place, service, name, &out, input);
        assert!(!sealed && said.contains(words), "{name}: {said}");
    }
    assert_eq!(fs::read_to_string(&out).unwrap(), text, "what was refused has changed nothing");
    let plain = place.state().join("plain.pem");
    fs::write(&plain, "the only copy").unwrap();
    let (over, said) = seal(&place, "accounts", "client_ca.key", &plain, b"x");
    assert!(!over && fs::read(&plain).unwrap() == b"the only copy", "{said}");
    stop(demo);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_open_is_named_and_nothing_is_sealed_anew() {
    let place = Place::new();
    let demo = place.start(&[]);
    let pki = place.state().join("pki");
    let (signing, client_ca) = (pki.join("actors.key.sealed"), pki.join("clients.root.key.sealed"));
    let (good, other) = (fs::read(&signing).unwrap(), fs::read(&client_ca).unwrap());
    let password = fs::read_to_string(pki.join("smtp.password.sealed")).unwrap();
    let mut changed = good.clone();
    let middle = changed.len() / 2;
    changed[middle] = if changed[middle] == b'A' { b'B' } else { b'A' };
    let moved = password.replacen("smtp.password_file", "actor_signing_key", 1);
    for (bad, words) in [
        (changed.as_slice(), "actor_signing_key"),
        (&good[..middle], "actor_signing_key"),
        (&other, "holds another secret"),
        (moved.as_bytes(), "another service"),
        (b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI\n", "nekonote secrets seal"),
    ] {
        fs::write(&signing, bad).unwrap();
        let (opens, said) = secrets(&place, "accounts", "check", &[], b"");
        assert!(!opens && said.contains(words) && said.contains("3 件のうち 1 件"), "{said}");
        assert!(NAMES.iter().all(|name| said.contains(name)), "each is named: {said}");
        let (done, said) = secrets(&place, "accounts", "reseal", &[], b"");
        assert!(!done && said.contains("actor_signing_key") && !said.contains("MC4CAQ"), "{said}");
        assert_eq!(fs::read(&client_ca).unwrap(), other, "nothing was sealed anew");
    }
    fs::write(&signing, good).unwrap();
    stop(demo);
}

/// Of an older demo, of a start that was cut short between sealing and publishing, and of a set to which somebody has added a key.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_attests_is_made_and_published_whatever_an_earlier_start_has_left() {
    let place = Place::new();
    stop(place.start(&[]));
    let pki = place.state().join("pki");
    let (set, sealed) = (pki.join("attestation.keys.json"), pki.join("claims.attestation.key.sealed"));
    let keys = || {
        let set: serde_json::Value = serde_json::from_slice(&fs::read(&set).unwrap()).unwrap();
        set["keys"].as_array().unwrap().clone()
    };
    let both = keys();
    assert_eq!(both.len(), 2);
    fs::remove_file(&sealed).unwrap();
    stop(place.start(&[]));
    assert_eq!(
        (keys().len(), &keys()[..2]),
        (3, &both[..]),
        "what was lost is made anew, and none is forgotten"
    );
    assert!(sealed.exists());

    fs::write(&set, serde_json::json!({ "keys": [keys()[0]] }).to_string()).unwrap();
    let again = keys();
    stop(place.start(&[]));
    assert_eq!(keys().len(), 2, "what was sealed is published");
    assert_eq!(keys()[0], again[0]);
    stop(place.start(&[]));
    assert_eq!(keys().len(), 2, "once");
}
