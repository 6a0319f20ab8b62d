//! A private PostgreSQL cluster on a unix socket, without durability: it lives as long as the machine does.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, bail, ensure};

const SETTINGS: &str = "listen_addresses=''\nfsync=off\nsynchronous_commit=off\nfull_page_writes=off\nautovacuum=off\n\
                        shared_buffers=128MB\nmax_connections=400\nwal_level=minimal\nmax_wal_senders=0\n";

/// The administrator's URL; starts the cluster if it is not running. `NEKONOTE_TEST_POSTGRES` names another server.
pub(super) fn url() -> anyhow::Result<String> {
    if let Ok(url) = std::env::var("NEKONOTE_TEST_POSTGRES") {
        return Ok(url);
    }
    let folder = std::env::temp_dir().join("nekonote-test-pg");
    let url = format!("postgres://nekonote@localhost/postgres?host={}", folder.display());
    let bin = programs()?;
    if !run(&bin, "pg_ctl", &["-D", &data(&folder), "status"])? {
        start(&bin, &folder)?;
    }
    Ok(url)
}

fn start(bin: &Path, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    if as_root() {
        ensure!(
            Command::new("chown").arg("postgres").arg(folder).status()?.success(),
            "chown {}",
            folder.display()
        );
    }
    let flags =
        ["-D", &data(folder), "-U", "nekonote", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"];
    ensure!(run(bin, "initdb", &flags)?, "initdb failed");
    let sockets = format!("unix_socket_directories='{}'\n", folder.display());
    let configuration = Path::new(&data(folder)).join("postgresql.conf");
    let usual = std::fs::read_to_string(&configuration)?;
    std::fs::write(&configuration, usual + SETTINGS + &sockets)?;
    let log = folder.join("log").display().to_string();
    ensure!(
        run(bin, "pg_ctl", &["-D", &data(folder), "-l", &log, "-w", "start"])?,
        "PostgreSQL did not start; see {log}"
    );
    Ok(())
}

fn data(folder: &Path) -> String {
    folder.join("data").display().to_string()
}

/// Runs a program without the files that whoever runs the tests holds open: the cluster outlives the tests, and a lock
/// that it inherited (`flock … cargo nextest run`) would be held for as long.
const ALONE: &str = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec \"$@\"";

/// PostgreSQL refuses to run as root, so root hands over to the user that its package made.
fn run(bin: &Path, program: &str, arguments: &[&str]) -> anyhow::Result<bool> {
    let program = bin.join(program);
    let mut command = Command::new("sh");
    command.args(["-c", ALONE, "sh"]);
    if as_root() {
        command.args(["runuser", "-u", "postgres", "--"]);
    }
    command.arg(&program);
    let quiet = std::process::Stdio::null;
    let status =
        command.args(arguments).current_dir("/").stdin(quiet()).stdout(quiet()).stderr(quiet()).status();
    Ok(status.with_context(|| program.display().to_string())?.success())
}

fn as_root() -> bool {
    std::env::var("HOME").is_ok_and(|home| home == "/root") || Path::new("/root/.profile").exists()
}

/// Debian keeps the programs beside their version.
pub(crate) fn programs() -> anyhow::Result<PathBuf> {
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed; run `make setup`")?;
    let newest = versions.filter_map(Result::ok).map(|version| version.path().join("bin")).max();
    match newest {
        Some(bin) if bin.join("initdb").exists() => Ok(bin),
        _ => bail!("PostgreSQL is not installed; run `make setup`"),
    }
}
