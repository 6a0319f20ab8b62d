//! The check against chronyd that is wrong on purpose, and against silence.

use std::{
    net::UdpSocket,
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use calendar::{ClockCheck, Offset};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_server_that_is_ahead_makes_the_offset_known_and_loud() {
    let chrony = Chrony::ahead_by("+2.5s");
    let check = ClockCheck::new([chrony.address.clone()], Duration::from_millis(50));
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(check.clone().run(shutdown.clone()));
    let offset = settled(&check).await;
    shutdown.cancel();
    running.await.expect("ends at shutdown");
    let Offset::Known(offset) = offset else { panic!("chronyd did not answer: {}", chrony.words()) };
    assert!((2_000..=3_000).contains(&offset.num_milliseconds()), "{offset}");
    assert!(check.offset().is_loud());
}

#[tokio::test]
async fn no_answer_is_unknown() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("an address").to_string();
    let check = ClockCheck::new([address], Duration::from_secs(60)).with_patience(Duration::from_millis(50));
    assert_eq!(check.ask().await, Offset::Unknown);
}

#[tokio::test]
async fn an_offset_is_forgotten_when_the_server_falls_silent() {
    let chrony = Chrony::ahead_by("+2.5s");
    let check = ClockCheck::new([chrony.address.clone()], Duration::from_secs(60))
        .with_patience(Duration::from_secs(1));
    assert_ne!(settled_by_asking(&check).await, Offset::Unknown, "{}", chrony.words());
    drop(chrony);
    assert_eq!(check.ask().await, Offset::Unknown);
}

async fn settled(check: &ClockCheck) -> Offset {
    let deadline = Instant::now() + Duration::from_secs(20);
    while check.offset() == Offset::Unknown && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    check.offset()
}

async fn settled_by_asking(check: &ClockCheck) -> Offset {
    let deadline = Instant::now() + Duration::from_secs(20);
    while check.ask().await == Offset::Unknown && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    check.offset()
}

/// A chronyd of our own on loopback that believes a wrong time; ends with the test.
struct Chrony {
    child: Child,
    address: String,
    room: TempDir,
}

impl Chrony {
    fn ahead_by(shift: &str) -> Self {
        let room = TempDir::new().expect("a folder");
        let port =
            UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let path = |name: &str| room.path().join(name).display().to_string();
        let conf = format!(
            "port {port}\nbindaddress 127.0.0.1\ncmdport 0\nlocal stratum 5\nallow 127.0.0.1\npidfile {}\n",
            path("pid"),
        );
        std::fs::write(path("conf"), conf).expect("a configuration");
        let log = std::fs::File::create(path("log")).expect("a log");
        let mut command = Command::new("faketime");
        // -x leaves the system's clock alone; -d stays in the foreground; -U does without being root.
        command.args(["-f", shift, &program("chronyd"), "-x", "-d", "-U", "-f", &path("conf")]);
        if is_root() {
            command.args(["-u", "root"]);
        }
        let child = command.process_group(0).stdout(Stdio::null()).stderr(log).spawn().expect(
            "the program `faketime` is missing: `make test` installs it (Debian package faketime, and chrony with it)",
        );
        Self { child, address: format!("127.0.0.1:{port}"), room }
    }

    fn words(&self) -> String {
        std::fs::read_to_string(self.room.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Chrony {
    fn drop(&mut self) {
        // faketime waits for chronyd in a process of its own, and tidies up when chronyd ends.
        let pid = std::fs::read_to_string(self.room.path().join("pid")).unwrap_or_default();
        let asked = !pid.is_empty() && kill("-TERM", pid.trim());
        let deadline = Instant::now() + Duration::from_secs(5);
        while asked && Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        if matches!(self.child.try_wait(), Ok(None)) {
            kill("-KILL", &format!("-{}", self.child.id()));
            let _ = self.child.wait();
        }
    }
}

fn kill(signal: &str, target: &str) -> bool {
    Command::new("kill").args([signal, "--", target]).status().is_ok_and(|status| status.success())
}

/// Where a program is; also where only root looks for it.
fn program(name: &str) -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    let found =
        path.split(':').chain(["/usr/sbin", "/sbin", "/usr/local/sbin"]).map(|dir| format!("{dir}/{name}"));
    let found = found.into_iter().find(|path| std::path::Path::new(path).is_file());
    found.unwrap_or_else(|| {
        panic!("the program `{name}` is missing: `make test` installs it (Debian package chrony)")
    })
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("the program `id`");
    id.stdout == b"0\n"
}
