//! The command line, in processes of their own: this test binary runs itself as a service.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use chassis::{Process, Running, Sections, serve, service};
use identity::Workload;
use tempfile::TempDir;
use tonic::service::Routes;

use crate::{
    house::{NAME, Root},
    slow::{RULES, Slow},
};

/// The command line of the child, one word a line; without it the child's test does nothing.
const WORDS: &str = "CHASSIS_TEST_WORDS";

#[test]
fn health_is_asked_over_mutual_tls_and_sigterm_drains() {
    let room = TempDir::new().expect("a folder");
    let config = config(room.path());
    assert!(!health(&config, room.path()).success(), "nobody serves yet");

    let mut serving = Serving::start(&config, "Asia/Tokyo", room.path());
    until(|| health(&config, room.path()).success());
    serving.terminate();
    assert!(serving.ended().success(), "{}", serving.log());
    assert!(serving.log().contains("drained"), "{}", serving.log());
    assert!(!health(&config, room.path()).success(), "nobody serves any more");
}

#[test]
fn logs_are_json_in_japans_time_whatever_the_zone() {
    for zone in ["UTC", "America/New_York", "Asia/Kathmandu"] {
        let room = TempDir::new().expect("a folder");
        let config = config(room.path());
        let mut serving = Serving::start(&config, zone, room.path());
        until(|| health(&config, room.path()).success());
        serving.terminate();
        assert!(serving.ended().success(), "{}", serving.log());
        let lines: Vec<serde_json::Value> = json_lines(&serving.log());
        assert!(lines.len() >= 3, "{lines:?}");
        for line in &lines {
            let time = line["time"].as_str().expect("a time");
            assert!(
                time.ends_with("+09:00") && time.len() == "2026-11-22T22:24:05.123456+09:00".len(),
                "{line}"
            );
            assert_eq!(line["service"], NAME, "{line}");
        }
        let rpc = lines.iter().find(|line| line["message"] == "rpc").expect("a line for the call");
        assert_eq!((&rpc["path"], &rpc["workload"]), (&"/grpc.health.v1.Health/Check".into(), &NAME.into()));
        assert_eq!(rpc["status"], "Ok");
        assert!(rpc["ms"].is_f64() && rpc["trace_id"].as_str().is_some_and(|id| id.len() == 32), "{rpc}");
    }
}

#[test]
fn a_collector_that_is_down_is_no_reason_not_to_serve() {
    let room = TempDir::new().expect("a folder");
    let config = config(room.path());
    with_collector(&config, "http://127.0.0.1:1");
    let mut serving = Serving::start(&config, "UTC", room.path());
    until(|| health(&config, room.path()).success());
    serving.terminate();
    assert!(serving.ended().success(), "{}", serving.log());
}

#[test]
fn a_process_that_cannot_start_says_why_and_exits_1() {
    let room = TempDir::new().expect("a folder");
    let config = config(room.path());
    let text = std::fs::read_to_string(&config).expect("a configuration");
    std::fs::write(&config, text.replace("development", "production")).expect("a configuration");
    let mut refused = Serving::start(&config, "UTC", room.path());
    assert!(!refused.ended().success());
    assert!(refused.log().contains("residency.regions.database is missing"), "{}", refused.log());
}

/// Not a test by itself: what the others start as a service.
#[test]
fn child() {
    let Ok(words) = std::env::var(WORDS) else { return };
    let code = chassis::run_from(words.lines(), service!("claims"), start);
    assert_eq!(code, ExitCode::SUCCESS);
}

async fn start(config: Sections, process: Process) -> anyhow::Result<Running> {
    let server = config.server.expect("a server");
    let workload = Workload::open(&server.workload).await?;
    let listener = tokio::net::TcpListener::bind(server.listen).await?;
    let serving = serve(&process, &server, workload, listener, Routes::new(Slow::default()), RULES).await?;
    Ok(Running::new(&process).with_server(serving))
}

pub fn config(room: &Path) -> PathBuf {
    let files = Root::new(room).workload(NAME);
    std::fs::write(room.join("actor.pub"), [7_u8; 32]).expect("a key");
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let path = room.join("claims.toml");
    let text = format!(
        "[server]\nlisten = \"0.0.0.0:{port}\"\nactor_key = {:?}\n[server.workload]\ncert = {:?}\nkey = {:?}\n\
         roots = {:?}\ncrls = [{:?}]\n[residency]\nprofile = \"development\"\n",
        room.join("actor.pub"),
        files.cert,
        files.key,
        files.roots,
        files.crls[0],
    );
    std::fs::write(&path, text).expect("a configuration");
    path
}

pub fn with_collector(config: &Path, address: &str) {
    let text = std::fs::read_to_string(config).expect("a configuration");
    std::fs::write(config, format!("{text}[telemetry]\notlp = \"{address}\"\n")).expect("a configuration");
}

pub fn health(config: &Path, room: &Path) -> ExitStatus {
    let log = File::create(room.join("health.log")).expect("a log");
    child_command(&["claims", "health", "--config", &config.display().to_string()], log)
        .status()
        .expect("a child")
}

fn child_command(words: &[&str], log: File) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", "command::child", "--nocapture"]).env(WORDS, words.join("\n"));
    command.env_remove("RUST_LOG").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    command
}

pub struct Serving {
    child: Child,
    log: PathBuf,
}

impl Serving {
    pub fn start(config: &Path, zone: &str, room: &Path) -> Self {
        let log = room.join("log");
        let mut command = child_command(
            &["claims", "--config", &config.display().to_string()],
            File::create(&log).expect("a log"),
        );
        Self { child: command.env("TZ", zone).spawn().expect("a child"), log }
    }

    pub fn terminate(&self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(killed.expect("the program `kill`").success());
    }

    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        until(|| {
            status = self.child.try_wait().expect("a child");
            status.is_some()
        });
        status.expect("ended")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("a log")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every line of a log; one that is no JSON fails the test.
fn json_lines(log: &str) -> Vec<serde_json::Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
}

pub fn until(mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain");
        std::thread::sleep(Duration::from_millis(20));
    }
}
