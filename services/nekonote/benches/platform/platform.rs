//! The six services as processes of their own on PostgreSQL, as `nekonote demo --separate` starts them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    cluster::Cluster,
    process::{Process, children, program},
    wire::Peer,
};

/// The services, those that are called first.
pub(crate) const SERVICES: [&str; 6] =
    ["accounts", "labels", "claims", "timeline", "notifications", "gateway"];

/// A running platform; it ends when it is dropped.
pub(crate) struct Platform {
    demo: Process,
    folder: TempDir,
    _cluster: Cluster,
}

impl Platform {
    pub(crate) async fn start() -> Self {
        let (cluster, folder) = (Cluster::start(), TempDir::with_prefix("nekonote-bench-").unwrap());
        let mut command = Command::new(program("nekonote"));
        command
            .args(["demo", "--separate", "--database", &cluster.url(), "--state"])
            .arg(folder.path().join("state"));
        let demo = Process::start(&mut command, &folder.path().join("log"));
        let platform = Self { demo, folder, _cluster: cluster };
        let begin = Instant::now();
        while !platform.state("ready.json").exists() {
            assert!(
                begin.elapsed() < Duration::from_secs(120),
                "{}",
                fs::read_to_string(platform.log()).unwrap()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        platform
    }

    /// A path in the state folder.
    pub(crate) fn state(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join("state").join(path)
    }

    /// What all services log.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// A service's process.
    pub(crate) fn process(&self, service: &str) -> u32 {
        let own = program(service).display().to_string();
        let named = |id: &u32| {
            fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.starts_with(&own))
        };
        children(self.demo.id()).into_iter().find(named).expect("a process of the service")
    }

    /// The portal, as an actor of the demo.
    pub(crate) fn peer(&self, actor: &str) -> Peer {
        let ready: Value =
            serde_json::from_str(&fs::read_to_string(self.state("ready.json")).unwrap()).unwrap();
        let file = |value: &Value| self.state(value.as_str().unwrap());
        let port = ready["portal"]
            .as_str()
            .unwrap()
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let actor = &ready["actors"][actor];
        Peer::new(port, &file(&ready["ca"]), &file(&actor["cert"]), &file(&actor["key"]))
    }

    /// Asks all services to end, and waits; database and state stay.
    pub(crate) fn stop_services(&mut self) {
        self.demo.stop();
    }
}
