//! The same settings, six processes on PostgreSQL: what an orchestrator runs. Killed by surprise, nothing is lost.

use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    client::Client,
    running::{Place, reading, signal, until},
};

const SERVICES: [&str; 6] = ["labels", "timeline", "notifications", "claims", "accounts", "gateway"];

/// Options for six processes on databases of this test's own.
fn options() -> Vec<String> {
    let url = testkit::cluster_url().unwrap();
    let prefix = format!("six{}", &Uuid::new_v4().simple().to_string()[..12]);
    ["--separate", "--database", &url, "--database-prefix", &prefix].map(str::to_owned).to_vec()
}

#[test]
fn the_main_job_is_done_by_six_processes() {
    let (place, options) = (Place::new(), options());
    let mut options: Vec<&str> = options.iter().map(String::as_str).collect();
    options.push("--once");
    let ended = place.run(&options);
    assert!(ended.success() && place.said().contains("完了しました"), "{}", place.said());
    assert!(reading(&place.state()).is_empty(), "no process is left behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_claim_is_lost_whoever_is_killed() {
    let (place, options) = (Place::new(), options());
    let demo = place.start(&options.iter().map(String::as_str).collect::<Vec<_>>());
    let (state, ready) = (place.state(), place.ready());
    let clinic = Client::new(&state, &ready, "clinic").await;
    let insurer = Client::new(&state, &ready, "insurer").await;
    let before = clinic.ids("/claims").await;
    let (mut journeys, mut restarted) = (BTreeMap::new(), vec![]);
    for service in SERVICES {
        let draft = Draft::write(&clinic, service).await;
        kill(&place, service);
        // The followers stay away until the claim is decided: nobody may notice.
        let away = ["timeline", "notifications", "labels"].contains(&service);
        if !away {
            restarted.push(Restarted::start(&place, service));
        }
        let (claim, receipt) = draft.submit_and_approve(&clinic, &insurer).await;
        if away {
            restarted.push(Restarted::start(&place, service));
        }
        journeys.insert(claim, receipt);
    }
    for (claim, receipt) in &journeys {
        settled(&clinic, &insurer, &ready, claim, receipt).await;
    }
    let after = clinic.ids("/claims").await;
    assert_eq!(after.len(), before.len() + journeys.len());
    assert!(after.is_superset(&before) && journeys.keys().all(|claim| after.contains(claim)));
    drop(restarted);
    assert!(demo.stop().expect("it ends within ten seconds, with a service less or without").success());
}

/// A complete draft.
struct Draft {
    id: String,
    key: String,
    submission: Value,
}

impl Draft {
    async fn write(clinic: &Client, key: &str) -> Self {
        let found = clinic.get("/policies/lookup?policy_number=AB-2048-771937").await;
        let insurer_id = &found["items"][0]["insurer_id"];
        assert!(insurer_id.is_string(), "{found}");
        let start = json!({ "policy_number": "AB-2048-771937", "insurer_id": insurer_id });
        let started = clinic.post("/claims", &format!("six-{key}-start"), &start).await;
        let id = started["id"].as_str().unwrap().to_owned();
        let treatment = json!({
            "diagnosis": "外耳炎", "onset_on": "2026-11-18", "note": "",
            "lines": [{
                "service_on": "2026-11-21", "care_type": "outpatient", "item": "再診料", "quantity_milli": 1_000,
                "unit_price_yen": 1_100, "insured": true,
            }],
            "other_insurance": [],
        });
        clinic.put(&format!("/claims/{id}/treatment"), &started["revision"], &treatment).await;
        let bytes = format!("%PDF-1.4\n% statement of {id}\n%%EOF\n").into_bytes();
        let document = clinic.upload(&id, &format!("six-{key}-document"), bytes).await;
        let submission = json!({
            "revision": document["revision"], "document_ids": [document["id"]], "consent_version": "2026-04",
            "consent_means": "signed",
        });
        Self { id, key: key.to_owned(), submission }
    }

    /// The claim's id and receipt number.
    async fn submit_and_approve(self, clinic: &Client, insurer: &Client) -> (String, String) {
        let Self { id, key, submission } = self;
        let submitted =
            clinic.post(&format!("/claims/{id}/submit"), &format!("six-{key}-submit"), &submission).await;
        let decision = json!({ "revision": submitted["revision"] });
        insurer.post(&format!("/claims/{id}/approve"), &format!("six-{key}-approve"), &decision).await;
        (id, submitted["receipt_number"].as_str().unwrap().to_owned())
    }
}

/// Approved, told to the policyholder twice at least, and on both timelines exactly once for each operation.
async fn settled(clinic: &Client, insurer: &Client, ready: &Value, claim: &str, receipt: &str) {
    let shown = insurer.get(&format!("/claims/{claim}")).await;
    assert_eq!((&shown["status"], &shown["receipt_number"]), (&json!("approved"), &json!(receipt)));
    let five = ["draft_started", "treatment_described", "document_added", "submitted", "approved"];
    for (reader, expected) in [(clinic, &five[..]), (insurer, &five[3..])] {
        let expected: BTreeMap<String, usize> =
            expected.iter().map(|kind| (format!("claim.{kind}"), 1)).collect();
        eventually(&format!("{expected:?} of {claim}"), async || kinds(reader, claim).await == expected)
            .await;
    }
    let inbox = format!("{}mails.json", ready["mail"].as_str().unwrap());
    let about = |mail: &Value| mail.to_string().contains(receipt);
    eventually(&format!("the mails about {receipt}"), async || {
        let mails: Vec<Value> = clinic.http.get(&inbox).send().await.unwrap().json().await.unwrap();
        mails.iter().filter(|mail| about(mail)).count() >= 2
    })
    .await;
}

/// A claim's kinds of entries, and how often each is there.
async fn kinds(reader: &Client, claim: &str) -> BTreeMap<String, usize> {
    let page = reader.get(&format!("/timeline?subject={claim}&limit=100")).await;
    let mut kinds = BTreeMap::new();
    for entry in page["items"].as_array().unwrap() {
        let kind = entry["kind"].as_str().unwrap();
        if kind.starts_with("claim.") {
            *kinds.entry(kind.to_owned()).or_default() += 1;
        }
    }
    kinds
}

async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    let settled = tokio::time::timeout(Duration::from_secs(90), async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    assert!(settled.await.is_ok(), "did not come: {what}");
}

/// kill -9 of the one process that reads a service's settings.
fn kill(place: &Place, service: &str) {
    let settings = place.state().join("settings").join(format!("{service}.toml"));
    let processes = reading(&settings);
    assert_eq!(processes.len(), 1, "{service} is one process");
    signal("KILL", processes[0]);
    // A killed child of the demo's stays as a name until the demo looks; its command line is gone at once.
    assert!(until(Duration::from_secs(10), || reading(&settings).is_empty()), "{service} is gone");
}

/// A service that an orchestrator starts anew, again and again while somebody else happens to have its port.
struct Restarted {
    ends: Arc<AtomicBool>,
    keeper: Option<JoinHandle<()>>,
}

impl Restarted {
    fn start(place: &Place, service: &str) -> Self {
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_nekonote")).with_file_name(service);
        let settings = place.state().join("settings").join(format!("{service}.toml"));
        let mut command = Command::new(program);
        command
            .arg("--config")
            .arg(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let ends = Arc::new(AtomicBool::new(false));
        let keeper = std::thread::spawn({
            let ends = Arc::clone(&ends);
            move || keep(&mut command, &ends)
        });
        Self { ends, keeper: Some(keeper) }
    }
}

impl Drop for Restarted {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        let _ = self.keeper.take().map(JoinHandle::join);
    }
}

/// Has the process running until it is to end.
fn keep(command: &mut Command, ends: &AtomicBool) {
    const LOOK: Duration = Duration::from_millis(50);
    while !ends.load(Ordering::Relaxed) {
        let mut child = command.spawn().unwrap();
        while !ends.load(Ordering::Relaxed) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(LOOK);
        }
        let _ = child.kill();
        let _ = child.wait();
        std::thread::sleep(LOOK);
    }
}
