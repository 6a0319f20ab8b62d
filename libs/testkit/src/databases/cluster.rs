//! Private PostgreSQL clusters on unix sockets. The tests' common one has no durability and lives as long as the machine
//! does; a test that looks at the files starts one of its own, which writes them as a real one does.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, bail, ensure};
use tempfile::TempDir;

const SETTINGS: &str = "listen_addresses=''\nfsync=off\nsynchronous_commit=off\nfull_page_writes=off\nautovacuum=off\n\
                        shared_buffers=128MB\nmax_connections=400\nwal_level=minimal\nmax_wal_senders=0\n";

/// Settings of a cluster of one test's own: nothing is given up but the network, and every statement is logged with its values.
const WATCHED: &str = "listen_addresses=''\nmax_connections=100\nlog_statement=all\nlog_parameter_max_length=-1\n\
                       log_min_duration_statement=0\n";

/// A PostgreSQL cluster of one test's own. It ends with the test.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    bin: PathBuf,
}

impl Cluster {
    /// Starts it, empty.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> anyhow::Result<Self> {
        let (folder, bin) = (TempDir::with_prefix("nekonote-pg-")?, programs()?);
        start(&bin, folder.path(), WATCHED)?;
        Ok(Self { folder, bin })
    }

    /// The administrator's URL.
    #[must_use]
    pub fn url(&self) -> String {
        address(self.folder.path())
    }

    /// Where all its files are: databases, write-ahead log, and what the server has logged.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Everything in it, as `pg_dumpall` writes it.
    ///
    /// # Errors
    /// When it cannot be dumped.
    pub fn dump(&self) -> anyhow::Result<Vec<u8>> {
        let dumped = Command::new(self.bin.join("pg_dumpall")).args(["-d", &self.url()]).output()?;
        ensure!(dumped.status.success(), "pg_dumpall: {}", String::from_utf8_lossy(&dumped.stderr));
        Ok(dumped.stdout)
    }

    /// Ends it as an orderly shutdown does: everything is in the files.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(&self) -> anyhow::Result<()> {
        ensure!(self.end("fast")?, "PostgreSQL did not stop");
        Ok(())
    }

    fn end(&self, mode: &str) -> anyhow::Result<bool> {
        run(&self.bin, "pg_ctl", &["-D", &data(self.folder.path()), "-m", mode, "-w", "stop"])
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // One that was stopped already says that it is not running.
        let _ = self.end("immediate");
    }
}

/// The administrator's URL; starts the cluster if it is not running. `NEKONOTE_TEST_POSTGRES` names another server.
pub(super) fn url() -> anyhow::Result<String> {
    if let Ok(url) = std::env::var("NEKONOTE_TEST_POSTGRES") {
        return Ok(url);
    }
    let folder = std::env::temp_dir().join("nekonote-test-pg");
    let bin = programs()?;
    if !run(&bin, "pg_ctl", &["-D", &data(&folder), "status"])? {
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        start(&bin, &folder, SETTINGS)?;
    }
    Ok(address(&folder))
}

fn start(bin: &Path, folder: &Path, settings: &str) -> anyhow::Result<()> {
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
    std::fs::write(&configuration, usual + settings + &sockets)?;
    let log = folder.join("log").display().to_string();
    ensure!(
        run(bin, "pg_ctl", &["-D", &data(folder), "-l", &log, "-w", "start"])?,
        "PostgreSQL did not start; see {log}"
    );
    Ok(())
}

fn address(folder: &Path) -> String {
    format!("postgres://nekonote@localhost/postgres?host={}", folder.display())
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
