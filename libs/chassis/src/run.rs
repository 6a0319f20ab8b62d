//! The whole of a service's `main`: `<service> --config F` serves until SIGTERM or SIGINT, with `--until-stdin-ends` also
//! until whoever started it is gone; `<service> health --config F` asks the one that serves. Refuses to start on any doubt,
//! in words on standard error; exits 0 or 1 (2: wrong usage).

mod command;

use std::{ffi::OsString, path::Path, process::ExitCode};

use anyhow::Context as _;
use calendar::ClockCheck;
use identity::Workload;
use serde::de::DeserializeOwned;
use tokio::signal::unix::{SignalKind, signal};
use tracing::Instrument as _;

use crate::{Ntp, Process, Running, Sections, config, health, telemetry};
use command::Verb;

/// What `main` is handed by [`service!`](crate::service).
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Its name: binary, workload and audience.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// A service by its name, with the version of the crate that says it.
#[macro_export]
macro_rules! service {
    ($name:literal) => {
        $crate::Service { name: $name, version: env!("CARGO_PKG_VERSION") }
    };
}

/// Runs a service.
pub fn run<C, F, Fut>(service: Service, start: F) -> ExitCode
where
    C: DeserializeOwned,
    F: FnOnce(C, Process) -> Fut,
    Fut: Future<Output = anyhow::Result<Running>>,
{
    run_from(std::env::args_os(), service, start)
}

/// As [`run`], with a command line of the caller's; its first word is the program's name.
pub fn run_from<C, F, Fut>(
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    service: Service,
    start: F,
) -> ExitCode
where
    C: DeserializeOwned,
    F: FnOnce(C, Process) -> Fut,
    Fut: Future<Output = anyhow::Result<Running>>,
{
    let (verb, path) = command::parse(words, service);
    identity::install_provider();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return said(service, &error.into()),
    };
    let result = runtime.block_on(async {
        match verb {
            Verb::Serve { leashed } => work(service, &path, leashed, start).await,
            Verb::Health => ask(service, &path).await,
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => said(service, &error),
    }
}

async fn work<C, F, Fut>(service: Service, path: &Path, leashed: bool, start: F) -> anyhow::Result<()>
where
    C: DeserializeOwned,
    F: FnOnce(C, Process) -> Fut,
    Fut: Future<Output = anyhow::Result<Running>>,
{
    let sections: Sections = config::load(path)?;
    let config: C = config::load(path)?;
    telemetry::init(service.name, &sections.telemetry).context("telemetry.otlp")?;
    log_panics();
    let process = Process::new(service.name);
    let result = async {
        tracing::info!(version = service.version, profile = ?sections.residency.profile, "starting");
        tokio::spawn(stop_on_signal(process.clone())?);
        if leashed {
            stop_at_end_of_input(process.clone());
        }
        let running = start(config, process.clone()).await.context("starting")?;
        watch_clock(running, &process, sections.ntp).drained().await?;
        tracing::info!("drained");
        Ok(())
    };
    let result = result.instrument(process.span()).await;
    telemetry::flush().await;
    result
}

/// The token is cancelled by the first SIGTERM or SIGINT.
fn stop_on_signal(process: Process) -> anyhow::Result<impl Future<Output = ()> + use<>> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to stop; what is under way is finished");
        process.shutdown.cancel();
    })
}

/// The token is cancelled when standard input ends: whoever held its other end let go, or was killed. A thread of its own,
/// since a runtime waits for its blocking readers when it stops.
fn stop_at_end_of_input(process: Process) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        tracing::info!("standard input has ended; what is under way is finished");
        process.shutdown.cancel();
    });
}

fn watch_clock(running: Running, process: &Process, ntp: Ntp) -> Running {
    let check = ClockCheck::new(ntp.servers.clone(), ntp.every);
    telemetry::watch_clock(process.name, check.clone());
    if ntp.servers.is_empty() {
        tracing::warn!("no time servers are configured: the clock is unchecked");
        return running;
    }
    running.with_task("clock check", check.run(process.shutdown.clone()))
}

async fn ask(service: Service, path: &Path) -> anyhow::Result<()> {
    let sections: Sections = config::load(path)?;
    let server = sections.server.context("there is no [server]")?;
    let workload = Workload::open(&server.workload).await?;
    let address = command::own_address(server.listen).to_string();
    let channel = identity::channel(&workload, &address, service.name)?;
    health::ask(channel).await.with_context(|| format!("{} at {address}", service.name))
}

/// A panic is a log line as everything else; its words may hold what must not be logged, so only its place is told.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

fn said(service: Service, error: &anyhow::Error) -> ExitCode {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{}: {error:#}", service.name);
    ExitCode::FAILURE
}
