//! A demo as a person starts it: the built binary in a state folder of its own. Whatever it has started ends with the test.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// How long a demo may take until it is ready: provisioning, seeding, and everybody else's tests.
const READY: Duration = Duration::from_secs(120);
/// What it prints when `ready.json` is there.
const GREETING: &str = "ねこのて クラウドのデモが動いています";

/// A place for a demo's state and what it has said.
pub(crate) struct Place {
    folder: TempDir,
}

/// A demo at work.
pub(crate) struct Demo<'a> {
    place: &'a Place,
    child: Child,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::with_prefix("nekonote-it-").unwrap() }
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Everything that was logged by any start.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// What the last start printed.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }

    /// `ready.json`.
    pub(crate) fn ready(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.state().join("ready.json")).unwrap()).unwrap()
    }

    /// The permissions of a file in the state folder.
    pub(crate) fn mode(&self, path: &str) -> u32 {
        fs::metadata(self.state().join(path)).unwrap().permissions().mode() & 0o777
    }

    /// Starts a demo and waits until it is ready.
    pub(crate) fn start(&self, options: &[&str]) -> Demo<'_> {
        self.start_in(options, &[])
    }

    /// As [`Place::start`], with what the environment has to say.
    pub(crate) fn start_in(&self, options: &[&str], environment: &[(&str, &str)]) -> Demo<'_> {
        let _alone = alone();
        let mut child = self.spawn_in(options, environment);
        let ready = until(READY, || self.said().contains(GREETING) || child.try_wait().unwrap().is_some());
        let demo = Demo { place: self, child };
        assert!(ready && self.said().contains(GREETING), "not ready: {}\n{}", self.said(), tail(&self.log()));
        demo
    }

    /// Runs a demo until it ends by itself.
    pub(crate) fn run(&self, options: &[&str]) -> ExitStatus {
        let child = {
            let _alone = alone();
            let mut child = self.spawn(options);
            until(READY, || self.said().contains('\n') || child.try_wait().unwrap().is_some());
            child
        };
        let mut demo = Demo { place: self, child };
        demo.ended(READY).unwrap_or_else(|| panic!("did not end: {}\n{}", self.said(), tail(&self.log())))
    }

    /// Starts a demo as it is, for a test that does not wait until it is ready, and with what the environment has to say.
    pub(crate) fn begin(&self, options: &[&str], environment: &[(&str, &str)]) -> Demo<'_> {
        Demo { place: self, child: self.spawn_in(options, environment) }
    }

    fn spawn(&self, options: &[&str]) -> Child {
        self.spawn_in(options, &[])
    }

    fn spawn_in(&self, options: &[&str], environment: &[(&str, &str)]) -> Child {
        let said = File::create(self.folder.path().join("said")).unwrap();
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nekonote"));
        command.args(["demo", "--state"]).arg(self.state()).args(options).current_dir(self.folder.path());
        command.envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(said).stderr(log).spawn().unwrap()
    }
}

impl Demo<'_> {
    /// Asks it to stop, as a terminal or an orchestrator does, and gives how it ended, if it did within ten seconds.
    pub(crate) fn stop(mut self) -> Option<ExitStatus> {
        signal("TERM", self.child.id());
        self.ended(Duration::from_secs(10))
    }

    /// kill -9; whatever it has started ends too.
    pub(crate) fn kill(mut self) {
        self.kill_alone();
    }

    /// kill -9 of the one process, and nothing else is ended from here.
    pub(crate) fn kill_alone(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn ended(&mut self, patience: Duration) -> Option<ExitStatus> {
        until(patience, || self.child.try_wait().unwrap().is_some());
        self.child.try_wait().unwrap()
    }
}

impl Drop for Demo<'_> {
    /// Nothing that was started here stays, also after a failure: the demo, and processes that read its settings.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for process in reading(&self.place.state()) {
            signal("KILL", process);
        }
    }
}

/// The processes whose command line names a path in a folder.
pub(crate) fn reading(folder: &Path) -> Vec<u32> {
    let mut found = vec![];
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        if line.split('\0').any(|word| Path::new(word).starts_with(folder)) && !line.contains("\0health\0") {
            found.push(id);
        }
    }
    found
}

/// Sends a signal to a process of ours.
pub(crate) fn signal(name: &str, process: u32) {
    let line = format!("kill -{name} {process} 2>/dev/null");
    Command::new("sh").args(["-c", &line]).status().unwrap();
}

/// Waits for a condition; whether it came in time.
pub(crate) fn until(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let begin = Instant::now();
    while !condition() {
        if begin.elapsed() > patience {
            return false;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    true
}

/// One demo of these tests starts at a time: it costs both cores.
fn alone() -> File {
    let lock = File::create(std::env::temp_dir().join("nekonote-it-start.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
