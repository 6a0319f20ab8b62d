//! An insurer's administrator fetches everything that the insurer owns, from a demo that runs, and the command line checks it: what the
//! API shows is in it, nothing of anybody else's is, and what was cut or changed or has another key is refused.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archive::{Identity, Key, Piece, read};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    client::{Client, connection},
    running::Place,
};

const PASSPHRASE: &str = "保管庫の三毛猫と長い長い合言葉";

/// Somebody with a browser's session, and what a script of theirs shows.
struct Person {
    http: reqwest::Client,
    ready: Value,
    cookie: String,
    csrf: String,
}

impl Person {
    async fn sign_in(place: &Place, name: &str) -> Self {
        let ready = place.ready();
        let http = connection(&place.state(), &ready, Some(name));
        let portal = ready["portal"].as_str().unwrap();
        let actor = &ready["actors"][name];
        let form =
            [("email", actor["email"].as_str().unwrap()), ("password", actor["password"].as_str().unwrap())];
        let answer =
            http.post(format!("{portal}sign-in")).header("sec-fetch-site", "same-origin").form(&form);
        let answer = answer.send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let home = http.get(portal).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
        let (_, rest) = home.split_once("name=\"csrf_token\" value=\"").unwrap();
        let csrf = rest.split('"').next().unwrap().to_owned();
        Self { http, ready, cookie, csrf }
    }

    async fn fetch(&self, sealing: &Value) -> Response {
        let request = self.http.post(format!("{}/archive", self.ready["api"].as_str().unwrap()));
        let request = request.header("cookie", &self.cookie).header("x-csrf-token", &self.csrf);
        let request = request.header("sec-fetch-site", "same-origin");
        request.header("idempotency-key", Uuid::now_v7().to_string()).json(sealing).send().await.unwrap()
    }

    async fn fetch_on_the_page(&self, passphrase: &str) -> Response {
        let request_id = Uuid::now_v7().to_string();
        let form = [
            ("csrf_token", self.csrf.as_str()),
            ("request_id", &request_id),
            ("passphrase", passphrase),
            ("again", passphrase),
        ];
        let request = self.http.post(format!("{}archive", self.ready["portal"].as_str().unwrap()));
        let request = request.header("cookie", &self.cookie).header("sec-fetch-site", "same-origin");
        request.form(&form).send().await.unwrap()
    }
}

/// `nekonote archive check`, and what it says.
async fn check(file: PathBuf, option: &'static str, key: PathBuf) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    command.args(["archive", "check"]).arg(file).arg(option).arg(key);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_fetches_all_that_the_organisation_owns_and_nothing_else() {
    let place = Place::new();
    let demo = place.start(&[]);
    let person = Person::sign_in(&place, "insurer").await;
    let pair = Identity::generate();
    let answer = person.fetch(&json!({ "recipient": pair.recipient() })).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.contains("nekonote-archive-") && name.contains(".tar.age"), "{name}");
    let sealed = answer.bytes().await.unwrap().to_vec();
    let (mut plain, mut path) = (vec![], String::new());
    let manifest = read(&sealed[..], &Key::identities(&pair.secret()).unwrap(), |at, piece| {
        path = at.to_string();
        if let Piece::Bytes(bytes) = piece {
            plain.push((path.clone(), bytes.to_vec()));
        }
        Ok(())
    });
    assert_eq!(manifest.unwrap().organisation_id.to_string(), organisation(&place, "insurer").await);
    what_the_api_shows_is_in_it(&place, &plain).await;
    nothing_of_others_is_in_it(&place, &plain).await;
    what_is_not_whole_is_refused(&place, &sealed, &pair).await;
    what_was_fetched_comes_back_to_an_empty_installation(&place, &sealed, &pair).await;
    the_page_gives_the_same_and_says_what_is_wrong(&place, &person).await;
    a_program_is_refused_and_the_timeline_tells_of_people(&place).await;
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
}

async fn organisation(place: &Place, name: &str) -> String {
    let client = Client::new(&place.state(), &place.ready(), name).await;
    let claims = client.get("/claims?limit=1").await;
    claims["items"][0]["insurer_id"].as_str().unwrap().to_owned()
}

/// The records of a file, also where a piece ends within one.
fn records(plain: &[(String, Vec<u8>)], name: &str) -> Vec<Value> {
    let of = plain.iter().filter(|(path, _)| path.starts_with(&format!("{name}-0")));
    let bytes: Vec<u8> = of.flat_map(|(_, bytes)| bytes.clone()).collect();
    String::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn what_the_api_shows_is_in_it(place: &Place, plain: &[(String, Vec<u8>)]) {
    let client = Client::new(&place.state(), &place.ready(), "insurer").await;
    for (file, collection) in
        [("claims/claims", "/claims"), ("claims/policies", "/policies"), ("accounts/people", "/accounts")]
    {
        let found: BTreeSet<String> =
            records(plain, file).iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, client.ids(collection).await, "{file}");
        assert!(!found.is_empty(), "{file}");
    }
    for claim in records(plain, "claims/claims") {
        let shown = client.get(&format!("/claims/{}", claim["id"].as_str().unwrap())).await;
        for field in
            ["revision", "status", "receipt_number", "policyholder_name", "total_yen", "policy_number"]
        {
            assert_eq!(claim[field], shown[field], "{field}");
        }
        assert_eq!(claim["treatment"]["diagnosis"], shown["treatment"]["diagnosis"]);
    }
    let papers = records(plain, "claims/documents");
    assert!(!papers.is_empty());
    assert!(papers.iter().all(|paper| plain.iter().any(|(path, _)| paper["path"] == path.as_str())));
    assert!(!records(plain, "timeline/entries").is_empty());
    for damaged in ["accounts", "labels", "claims", "timeline", "notifications"] {
        assert!(records(plain, &format!("{damaged}/damaged")).is_empty(), "{damaged}");
    }
}

async fn nothing_of_others_is_in_it(place: &Place, plain: &[(String, Vec<u8>)]) {
    let ready = place.ready();
    let other = Client::new(&place.state(), &ready, "insurer2").await;
    let mut marks: Vec<String> = other.ids("/policies").await.into_iter().collect();
    let policies = other.get("/policies?limit=100").await;
    let numbers = policies["items"].as_array().unwrap().iter();
    marks.extend(numbers.map(|policy| policy["policy_number"].as_str().unwrap().to_owned()));
    let strangers = ["clinic", "clinic2", "insurer2", "operator"];
    marks.extend(strangers.map(|name| ready["actors"][name]["email"].as_str().unwrap().to_owned()));
    marks.push(ready["actors"]["insurer"]["password"].as_str().unwrap().to_owned());
    marks.push(ready["actors"]["insurer"]["client_secret"].as_str().unwrap().to_owned());
    marks.push("$argon2".to_owned());
    assert!(marks.len() > 8, "{marks:?}");
    let text: Vec<u8> = plain.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    let text = String::from_utf8_lossy(&text);
    for mark in marks {
        assert!(!text.contains(&mark), "{mark}");
    }
}

async fn what_is_not_whole_is_refused(place: &Place, sealed: &[u8], pair: &Identity) {
    let (key, other) = (place.state().join("key"), place.state().join("other"));
    fs::write(&key, format!("# created\n{}\n", pair.secret())).unwrap();
    fs::write(&other, Identity::generate().secret()).unwrap();
    let mut changed = sealed.to_vec();
    changed[sealed.len() / 2] ^= 1;
    let file = place.state().join("archive.tar.age");
    let cases = [
        (sealed, &key, true, "The archive is whole"),
        (sealed, &other, false, "the passphrase or the key is another"),
        (&sealed[..sealed.len() - 1], &key, false, "the file was cut or changed"),
        (&changed, &key, false, "the file was cut or changed"),
    ];
    for (bytes, key, whole, words) in cases {
        fs::write(&file, bytes).unwrap();
        let (opened, said) = check(file.clone(), "--identity", key.clone()).await;
        assert!(opened == whole && said.contains(words), "{said}");
    }
}

/// Databases and documents of its own, and the same KMS.
async fn what_was_fetched_comes_back_to_an_empty_installation(place: &Place, sealed: &[u8], pair: &Identity) {
    let (file, key) = (place.state().join("archive.tar.age"), place.state().join("key"));
    fs::write(&file, sealed).unwrap();
    fs::write(&key, pair.secret()).unwrap();
    let (_, inventory) = check(file.clone(), "--identity", key.clone()).await;
    let of = organisation(place, "insurer").await;
    let stranger = Uuid::now_v7().to_string();
    let (done, said) = import("labels", &stranger, &elsewhere(place, "labels"), &file, &key).await;
    assert!(!done && said.contains("another organisation's"), "{said}");
    for (service, names) in [
        ("labels", &["labels", "attachments"][..]),
        ("claims", &["policies", "contracts", "claims", "documents"]),
        ("timeline", &["entries"]),
        ("notifications", &["deliveries"]),
    ] {
        let config = elsewhere(place, service);
        let (done, said) = import(service, &of, &config, &file, &key).await;
        assert!(done, "{said}");
        for name in names {
            let told = inventory.lines().find(|line| line.contains(&format!("{service}/{name}.jsonl")));
            let told: u64 = told.unwrap().split_whitespace().next().unwrap().parse().unwrap();
            assert_eq!(counted(&said, name), [told, 0, 0], "{service} {name}: {said}");
        }
        let (again, said) = import(service, &of, &config, &file, &key).await;
        assert!(again && names.iter().all(|name| counted(&said, name)[0] == 0), "{said}");
    }
    fs::write(&file, &sealed[..sealed.len() - 1]).unwrap();
    let (done, said) = import("labels", &of, &elsewhere(place, "labels"), &file, &key).await;
    assert!(!done && said.contains("the file was cut or changed"), "{said}");
}

/// A service's settings with nothing behind them.
fn elsewhere(place: &Place, service: &str) -> PathBuf {
    let folder = place.state().join(format!("elsewhere-{service}-{}", Uuid::now_v7()));
    fs::create_dir(&folder).unwrap();
    let settings = fs::read_to_string(place.state().join(format!("settings/{service}.toml"))).unwrap();
    let mut settings: toml::Table = toml::from_str(&settings).unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.join("empty.db").display());
    settings["database"].as_table_mut().unwrap().insert("url".to_owned(), url.into());
    if let Some(blobs) = settings.get_mut("blobs") {
        let store = blobs.as_table_mut().unwrap()["store"].as_table_mut().unwrap();
        store.insert("folder".to_owned(), folder.join("documents").display().to_string().into());
    }
    let config = folder.join("settings.toml");
    fs::write(&config, toml::to_string(&settings).unwrap()).unwrap();
    config
}

/// `nekonote archive import`, and what it says.
async fn import(service: &str, of: &str, config: &Path, file: &Path, key: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
    command.args(["archive", "import", "--service", service, "--config"]).arg(config);
    command.arg(file).arg("--identity").arg(key).args(["--organisation", of]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// What a line of the report says of one name: brought, known, left. A name of which there is nothing has no line.
fn counted(said: &str, name: &str) -> [u64; 3] {
    let line = said.lines().find(|line| line.split_whitespace().last() == Some(name));
    let Some(line) = line else { return [0; 3] };
    let numbers: Vec<u64> = line.split_whitespace().take(3).map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

async fn the_page_gives_the_same_and_says_what_is_wrong(place: &Place, person: &Person) {
    let short = person.fetch_on_the_page("短い").await;
    assert_eq!(short.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().await.unwrap().contains("15文字以上"));
    let answer = person.fetch_on_the_page(PASSPHRASE).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let (file, words) = (place.state().join("page.tar.age"), place.state().join("words"));
    fs::write(&file, answer.bytes().await.unwrap()).unwrap();
    fs::write(&words, format!("{PASSPHRASE}\n")).unwrap();
    let (whole, said) = check(file.clone(), "--passphrase-file", words.clone()).await;
    assert!(whole && said.contains("claims/claims.jsonl"), "{said}");
    fs::write(&words, "another passphrase").unwrap();
    assert!(!check(file, "--passphrase-file", words).await.0);
}

async fn a_program_is_refused_and_the_timeline_tells_of_people(place: &Place) {
    let client = Client::new(&place.state(), &place.ready(), "insurer").await;
    let request = client.http.post(format!("{}/archive", client.api)).bearer_auth(&client.token);
    let request = request.header("idempotency-key", "program").json(&json!({ "passphrase": PASSPHRASE }));
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    testkit::eventually("the timeline tells of it", async || {
        let entries = client.get("/timeline?kind=organisation.archive_fetched&limit=100").await;
        entries["items"].as_array().unwrap().len() == 2
    })
    .await;
}
