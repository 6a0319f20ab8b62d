//! A PostgreSQL cluster of the benchmark's own that keeps what it has acknowledged: fsync and synchronous_commit are on.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

const SETTINGS: &str = "listen_addresses=''\nfsync=on\nsynchronous_commit=on\nfull_page_writes=on\n\
                        shared_buffers=512MB\nmax_wal_size=4GB\ncheckpoint_timeout=15min\nmax_connections=100\n";

/// A running cluster; it stops when it is dropped.
pub(crate) struct Cluster {
    folder: TempDir,
    bin: PathBuf,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let folder = TempDir::with_prefix_in("nekonote-bench-", "/var/tmp").unwrap();
        let versions =
            std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL; `make setup-tests` installs it");
        let bin = versions.map(|version| version.unwrap().path().join("bin")).max().unwrap();
        let cluster = Self { folder, bin };
        if as_root() {
            assert!(
                Command::new("chown").arg("postgres").arg(cluster.folder.path()).status().unwrap().success()
            );
        }
        let data = cluster.data();
        cluster.run("initdb", &["-D", &data, "-U", "nekonote", "--auth=trust", "-E", "UTF8", "--locale=C"]);
        let configuration = Path::new(&data).join("postgresql.conf");
        let usual = std::fs::read_to_string(&configuration).unwrap();
        let sockets = format!("unix_socket_directories='{}'\n", cluster.socket());
        std::fs::write(&configuration, usual + SETTINGS + &sockets).unwrap();
        let log = cluster.folder.path().join("log").display().to_string();
        cluster.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "start"]);
        cluster
    }

    /// The administrator's URL.
    pub(crate) fn url(&self) -> String {
        format!("postgres://nekonote@localhost/postgres?host={}", self.socket())
    }

    /// The folder of its socket.
    pub(crate) fn socket(&self) -> String {
        self.folder.path().display().to_string()
    }

    /// A program of PostgreSQL's own, as a client of this cluster.
    pub(crate) fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.env("PGHOST", self.socket()).env("PGUSER", "nekonote").env("PGDATABASE", "postgres");
        command
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// PostgreSQL refuses to run as root, so root hands over to the user that its package made.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.bin.join(program);
        let mut command = Command::new(if as_root() { Path::new("runuser") } else { &program });
        if as_root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let status = command.args(arguments).current_dir("/").stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "{} {arguments:?}", program.display());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
    }
}

fn as_root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}
