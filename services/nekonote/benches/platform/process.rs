//! A program as the system sees it: the processor time it has used, the memory it has, and its end.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Clock ticks a second in `/proc`; fixed by Linux for programs.
const TICKS: f64 = 100.0;

/// A process of the benchmark's own; it ends when this is dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Starts a program with its log in a file.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let log = File::create(log).unwrap();
        Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn stop(&mut self) {
        if self.0.try_wait().unwrap().is_none() {
            Command::new("sh").args(["-c", &format!("kill -TERM {}", self.id())]).status().unwrap();
            self.0.wait().unwrap();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A service's program from the same build.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_nekonote")).with_file_name(name);
    assert!(path.exists(), "{}: `make bench` builds it", path.display());
    path
}

/// Processor time of a process and its children so far, in seconds.
pub(crate) fn cpu(process: u32) -> f64 {
    let own: f64 = fs::read_to_string(format!("/proc/{process}/stat")).map_or(0.0, |stat| {
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / TICKS
    });
    own + children(process).into_iter().map(cpu).sum::<f64>()
}

/// Resident memory of a process, in MiB.
pub(crate) fn memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}

/// The processes that it has started.
pub(crate) fn children(process: u32) -> Vec<u32> {
    let path = format!("/proc/{process}/task/{process}/children");
    fs::read_to_string(path).unwrap_or_default().split_whitespace().map(|id| id.parse().unwrap()).collect()
}
