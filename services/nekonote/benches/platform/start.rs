//! From start to ready on a migrated database, and memory at rest, of each service on PostgreSQL.
//! Ready is what health says over mutual TLS, asked every two milliseconds.

use std::{
    collections::BTreeMap,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use identity::{Workload, WorkloadFiles};
use serde::Deserialize;

use crate::{
    ROUNDS, median,
    platform::{Platform, SERVICES},
    process::{Process, memory, program},
};

/// How long a service rests before its memory is read.
const REST: Duration = Duration::from_secs(3);

pub(crate) async fn measure() {
    let mut platform = Platform::start().await;
    platform.stop_services();
    let mut figures: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut running = vec![];
        for service in SERVICES {
            let settings = platform.state(format!("settings/{service}.toml"));
            let (process, milliseconds) =
                ready(service, &settings, &platform.state(format!("{service}.log"))).await;
            figures.entry(service).or_default().0.push(milliseconds);
            running.push((service, process));
        }
        tokio::time::sleep(REST).await;
        for (service, process) in &running {
            figures.entry(service).or_default().1.push(memory(process.id()));
        }
    }
    for service in SERVICES {
        let (starts, memories) = &figures[service];
        println!(
            "{service:<16} start to ready {:>5.0} ms (target ≤ 150)   at rest {:>5.1} MiB (target ≤ 25)",
            median(starts),
            median(memories)
        );
    }
}

/// The part of a service's settings that says who it is.
#[derive(Deserialize)]
struct Settings {
    server: Server,
}

#[derive(Deserialize)]
struct Server {
    listen: String,
    workload: WorkloadFiles,
}

/// Starts a service; how many milliseconds until it says that it serves.
async fn ready(service: &str, settings: &Path, log: &Path) -> (Process, f64) {
    let Settings { server } = toml::from_str(&std::fs::read_to_string(settings).unwrap()).unwrap();
    let workload = Workload::open(&server.workload).await.unwrap();
    let begin = Instant::now();
    let process = Process::start(Command::new(program(service)).arg("--config").arg(settings), log);
    loop {
        let channel = identity::channel(&workload, &server.listen, service).unwrap();
        if chassis::ask_health(channel).await.is_ok() {
            return (process, begin.elapsed().as_secs_f64() * 1_000.0);
        }
        assert!(
            begin.elapsed() < Duration::from_secs(30),
            "{service}: {}",
            std::fs::read_to_string(log).unwrap()
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
