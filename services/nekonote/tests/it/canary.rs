//! Nothing personal and nothing secret can be read at rest: marks are typed wherever people and programs can type, and are then
//! looked for, with what the services themselves keep secret, in every form in everything that the platform leaves behind —
//! databases with their write-ahead logs and so the queue of mails, documents, sealed files, the log, and what a collector of
//! traces was told; of PostgreSQL also what its server logs, and a dump.

mod collector;
mod forms;
mod marks;
mod planted;
mod portal;
mod scanner;
mod secrets;
mod story;
mod subject;

use std::path::Path;

use testkit::Cluster;

use self::{
    collector::Collector,
    marks::Marks,
    scanner::{Scan, Scanner},
    story::Story,
};
use crate::running::Place;

/// Where marks may lie, and why. Files of the demo, none of the platform.
const ALLOWED: [(&str, &str); 3] = [
    (
        "ready.json",
        "how everybody gets in, while the demo is up: mail addresses and passwords, for its user alone",
    ),
    ("actors.json", "the demo's record of its six made-up people, so that it can resume"),
    ("secrets.key", "the demo's passwords and client secrets, so that it can resume"),
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_and_no_secret_is_readable_at_rest() {
    let (place, collector) = (Place::new(), Collector::start().await);
    // Also whoever looks for a mistake and lets everything be logged reads nothing personal.
    let demo = place.start_in(&["--otlp", &collector.address], &[("RUST_LOG", "debug")]);
    let story = everything_is_typed(&place).await;
    let scanner = Scanner::new(&story.marks);

    let running = scanner.folder(&place.state());
    let control = scanner_of_a_label(&story).await;
    assert!(control.folder(&place.state()).hits.keys().any(|hit| hit.file.starts_with("data/labels.db")));
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
    let mut stopped = scanner.folder(&place.state());
    let (log, told) = (place.log(), collector.told());
    scanner.bytes("log", log.as_bytes(), &mut stopped);
    scanner.bytes("traces", &told, &mut stopped);

    everything_was_looked_at(&running, &stopped, &told);
    for (file, why) in ALLOWED {
        assert!(running.holds(file), "{file} holds nothing that is marked; take it off the list ({why})");
    }
    nothing_was_read(&[running, stopped]);
}

/// Its files, its write-ahead log, what it logs when it logs every statement with its values, and a dump.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_and_no_secret_is_readable_in_what_postgresql_keeps() {
    let (place, cluster) = (Place::new(), Cluster::start().unwrap());
    let demo = place.start(&["--database", &cluster.url()]);
    let story = everything_is_typed(&place).await;
    let scanner = Scanner::new(&story.marks);

    let control = scanner_of_a_label(&story).await;
    let (mut running, dump) = (scanner.folder(cluster.folder()), cluster.dump().unwrap());
    scanner.bytes("dump", &dump, &mut running);
    assert!(demo.stop().expect("SIGTERM ends it within ten seconds").success());
    cluster.stop().unwrap();
    let stopped = scanner.folder(cluster.folder());

    let mut found = control.folder(cluster.folder());
    control.bytes("dump", &dump, &mut found);
    for kept in ["data/base/", "data/pg_wal/", "log", "dump"] {
        assert!(found.hits.keys().any(|hit| hit.file.starts_with(kept)), "{kept}: {:?}", found.hits);
    }
    nothing_was_read(&[running, stopped]);
}

/// Which of these names lie in a folder in any form, for tests that end early.
pub(crate) fn readable(folder: &Path, names: &[&str]) -> Vec<String> {
    let mut marks = Marks::default();
    names.iter().for_each(|name| marks.seeded("name", name));
    Scanner::new(&marks).folder(folder).beyond(&ALLOWED)
}

/// Every field has its mark, and the mails have gone out.
async fn everything_is_typed(place: &Place) -> Story<'_> {
    let mut story = Story::new(place).await;
    story.the_demos_people().await;
    secrets::mark(place, &mut story.marks).await;
    let policy = story.policy().await;
    let (denied, approved) = (story.draft(&policy).await, story.draft(&policy).await);
    let draft = story.draft(&policy).await;
    let (revision, receipt) = story.submit(&denied).await;
    story.deny(&denied, &revision).await;
    let (revision, other) = story.submit(&approved).await;
    story.approve(&approved, &revision).await;
    story.accounts().await;
    story.refused(&draft).await;
    story.searches(&policy).await;
    story.read(&[&denied, &approved]).await;
    story.mails(&policy, &[receipt, other]).await;
    story.data_subject(&policy).await;
    story
}

/// Looks for what is stored in the clear, which must be found: a label's name is business vocabulary and no person's.
async fn scanner_of_a_label(story: &Story<'_>) -> Scanner {
    let mut control = Marks::default();
    let label = serde_json::json!({ "name": control.text("label"), "colour": "blue", "description": "" });
    story.clinic.post("/labels", "canary-control", &label).await;
    Scanner::new(&control)
}

/// Nobody reads anything beyond what is allowed.
fn nothing_was_read(scans: &[Scan]) {
    let hits: Vec<String> = scans.iter().flat_map(|scan| scan.beyond(&ALLOWED)).collect();
    assert!(hits.is_empty(), "{} can be read:\n{}", hits.len(), hits.join("\n"));
}

/// Each kind of file was there and not empty.
fn everything_was_looked_at(running: &Scan, stopped: &Scan, traces: &[u8]) {
    for service in ["accounts", "labels", "claims", "timeline", "notifications"] {
        let database = format!("data/{service}.db");
        assert!(running.files[&format!("{database}-wal")] > 0, "{service} had a write-ahead log");
        assert!(stopped.files[&database] > 0, "{service} has a database");
    }
    for sealed in ["clients.root.key", "actors.key", "smtp.password"] {
        assert!(stopped.files[&format!("pki/{sealed}.sealed")] > 0, "{sealed} lies there, sealed");
    }
    let documents =
        stopped.files.iter().filter(|(name, size)| name.starts_with("documents/") && **size > 100_000);
    assert!(documents.count() >= 6, "{:?}", stopped.files);
    assert!(
        stopped.files["log"] > 10_000 && traces.windows(11).any(|part| part == b"SubmitClaim"),
        "it is traced"
    );
}
