//! `nekonote keys` beside a demo that runs: what it shows, what it renews, and that nobody notices.

use std::process::Command;

use crate::{
    client::Client,
    returning::faketime,
    running::{Demo, Place},
};

fn keys(place: &Place, words: &[&str]) -> (bool, String) {
    keys_of("claims", place, words, &[])
}

fn keys_of(service: &str, place: &Place, words: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
    let config = place.state().join(format!("settings/{service}.toml"));
    let output = Command::new(env!("CARGO_BIN_EXE_nekonote"))
        .args(["keys", words[0], "--service", service, "--config"])
        .arg(config)
        .args(&words[1..])
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// What a line of a report says behind its words.
fn number(said: &str, words: &str) -> u64 {
    let line = said.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {said}"));
    line.split_whitespace().last().unwrap().parse().unwrap()
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

    // Everything is sealed anew beside the service, which may have the older key in memory: it stays for now.
    let (sealed, said) = keys(&place, &["reseal"]);
    assert!(sealed && said.contains("run it again after"), "{said}");
    assert!(number(&said, "rows sealed anew") > 0 && number(&said, "rows seen") > 0, "{said}");
    assert_eq!((number(&said, "rows left"), number(&said, "keys discarded")), (0, 0), "{said}");
    let (_, said) = keys(&place, &["reseal"]);
    assert_eq!(number(&said, "rows sealed anew"), 0, "{said}");

    let (wrapped, said) = keys(&place, &["rewrap", "--organisation", &owner]);
    assert!(wrapped, "{said}");
    let (_, said) = keys(&place, &["status"]);
    assert!(lines(&said).iter().filter(|line| line[0] == owner).all(|line| line[3] == "2"), "{said}");
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
    // Started anew it opens what was sealed under the old key, and seals under the new one.
    let demo = place.start(&[]);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

/// Twenty minutes pass for the job alone, while nothing else runs.
#[tokio::test(flavor = "multi_thread")]
async fn after_indexes_have_changed_their_keys_everybody_is_found_and_the_older_keys_are_gone() {
    let (place, library) = (Place::new(), faketime());
    let later = [("LD_PRELOAD", library.as_str()), ("FAKETIME", "+20m")];
    let demo = place.start(&[]);
    for service in ["accounts", "claims"] {
        let (_, said) = keys_of(service, &place, &["status"], &[]);
        let indexes: Vec<_> = lines(&said).into_iter().filter(|line| line[1] == "indexes").collect();
        assert!(!indexes.is_empty(), "{said}");
        for [owner, ..] in &indexes {
            let rotate = ["rotate", "--organisation", owner, "--purpose", "indexes"];
            let (renewed, said) = keys_of(service, &place, &rotate, &[]);
            assert!(renewed && said.contains("keys reseal"), "{said}");
        }
    }
    let clinic = Client::new(&place.state(), &place.ready(), "clinic").await;
    let by_number = "/policies/lookup?policy_number=AB-2048-771937";
    assert_eq!(clinic.get(by_number).await["items"].as_array().unwrap().len(), 1);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());

    for service in ["accounts", "claims"] {
        let (sealed, said) = keys_of(service, &place, &["reseal"], &later);
        assert!(sealed && number(&said, "rows sealed anew") > 0, "{said}");
        assert!(number(&said, "keys discarded") > 0 && number(&said, "older keys kept") == 0, "{said}");
        let (_, said) = keys_of(service, &place, &["status"], &[]);
        assert!(lines(&said).iter().all(|line| line[2] != "retired"), "{said}");
    }
    let demo = place.start(&[]);
    let clinic = Client::new(&place.state(), &place.ready(), "clinic").await;
    assert_eq!(clinic.get(by_number).await["items"].as_array().unwrap().len(), 1);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_strangers_are_refused_in_words() {
    let place = Place::new();
    let demo = place.start(&[]);
    let stranger = uuid::Uuid::now_v7().to_string();
    for purpose in ["indexes", "records"] {
        let (renewed, said) = keys(&place, &["rotate", "--organisation", &stranger, "--purpose", purpose]);
        assert!(!renewed && said.contains("no key for"), "{said}");
    }
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}
