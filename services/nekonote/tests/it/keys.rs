//! `nekonote keys` beside a demo that runs: what it shows, what it renews, and that nobody notices.

use std::process::Command;

use crate::running::{Demo, Place};

fn keys(place: &Place, words: &[&str]) -> (bool, String) {
    let config = place.state().join("settings/claims.toml");
    let output = Command::new(env!("CARGO_BIN_EXE_nekonote"))
        .args(["keys", words[0], "--service", "claims", "--config"])
        .arg(config)
        .args(&words[1..])
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// Organisation, purpose, state and version of each line.
fn lines(said: &str) -> Vec<[String; 4]> {
    let rows = said.lines().map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let rows = rows.filter(|words| words.len() >= 7 && words[1] != "purpose");
    rows.map(|words| [words[0].clone(), words[1].clone(), words[2].clone(), words[5].clone()]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_shown_and_renewed_beside_a_service_that_runs() {
    let place = Place::new();
    let demo: Demo<'_> = place.start(&[]);
    let (shown, said) = keys(&place, &["status"]);
    assert!(shown, "{said}");
    let before = lines(&said);
    let [owner, ..] = before.iter().find(|line| line[1] == "records").expect("a key of records").clone();
    assert!(before.iter().all(|line| line[2] == "current" && line[3] == "1"), "{said}");

    let (renewed, said) = keys(&place, &["rotate", "--organisation", &owner, "--purpose", "records"]);
    assert!(renewed, "{said}");
    let (_, said) = keys(&place, &["status"]);
    let of_owner = |state: &str| {
        let is_it = |line: &&[String; 4]| line[0] == owner && line[1] == "records" && line[2] == state;
        lines(&said).iter().filter(is_it).count()
    };
    assert_eq!((of_owner("current"), of_owner("retired")), (1, 1), "{said}");

    let (wrapped, said) = keys(&place, &["rewrap", "--organisation", &owner]);
    assert!(wrapped, "{said}");
    let (_, said) = keys(&place, &["status"]);
    assert!(lines(&said).iter().filter(|line| line[0] == owner).all(|line| line[3] == "2"), "{said}");
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
    // Started anew it opens what was sealed under the old key, and seals under the new one.
    let demo = place.start(&[]);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_blind_indexes_and_strangers_are_refused_in_words() {
    let place = Place::new();
    let demo = place.start(&[]);
    let stranger = uuid::Uuid::now_v7().to_string();
    for (purpose, word) in [("indexes", "blind indexes"), ("records", "no key for")] {
        let (renewed, said) = keys(&place, &["rotate", "--organisation", &stranger, "--purpose", purpose]);
        assert!(!renewed && said.contains(word), "{said}");
    }
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}
