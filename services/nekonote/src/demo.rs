//! The demo: a development PKI, the platform, its data, an inbox. Refuses a state folder that another demo is using.

mod actors;
mod files;
mod inbox;
mod pki;
mod platform;
mod ports;
mod ready;
mod secrets;
mod seed;
mod settings;
mod vault;
mod walk;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use inbox::Inbox;
use pki::Pki;
use platform::Platform;
use secrets::Secrets;
use settings::{Grounds, Plan};

/// How often the platform starts on other ports before the demo gives up.
const TRIES: u32 = 5;

/// What `nekonote demo` was asked for.
#[derive(clap::Args)]
pub struct Options {
    /// Runs the main job once, prints what the timeline recorded, and ends.
    #[arg(long)]
    pub once: bool,
    /// An administrator's postgres:// URL; without it each service has a SQLite file.
    #[arg(long)]
    pub database: Option<String>,
    /// What the databases and their roles are called before the service's name.
    #[arg(long, default_value = "nekonote", hide = true)]
    pub database_prefix: String,
    /// What speaks as Google Cloud KMS does, such as an emulator; without it keys lie in a file. The same at each start.
    #[arg(long, value_name = "URL", hide = true)]
    pub kms: Option<String>,
    /// A collector of traces and metrics (OTLP over gRPC).
    #[arg(long, value_name = "URL", hide = true)]
    pub otlp: Option<String>,
    /// Runs each service as a process of its own, from the programs beside this one.
    #[arg(long)]
    pub separate: bool,
    /// Where the demo keeps its state; with --once a folder that is thrown away.
    #[arg(long)]
    pub state: Option<PathBuf>,
}

/// Starts, seeds, says so, and stays until it is told to stop.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let stop = stop_on_signal()?;
    let (folder, _thrown_away) = folder(&options)?;
    let _lock = files::lock(&folder)?;
    files::check_format(&folder)?;
    ready::remove(&folder)?;
    chassis::init("nekonote", &chassis::Telemetry { otlp: options.otlp.clone() })?;
    let result = work(&options, &folder, stop).await;
    chassis::flush().await;
    result
}

async fn work(options: &Options, folder: &Path, stop: CancellationToken) -> anyhow::Result<()> {
    let secrets = Secrets::open(folder)?;
    let pki = pki::prepare(folder)?;
    let inbox = inbox::start(&pki, stop.child_token()).await?;
    let (plan, platform) = start(options, folder, &pki, &inbox).await?;
    let work = async {
        let actors = seed::run(folder, &secrets, &pki, &plan).await.context("seeding")?;
        if options.once {
            return walk::run(&actors, &inbox).await;
        }
        ready::write(folder, &plan, &inbox, &actors)?;
        ready::greet(folder, &plan, &inbox, &actors)?;
        stop.cancelled().await;
        Ok(())
    };
    let result = tokio::select! {
        result = work => result,
        result = platform.failed() => result,
        () = stop.cancelled() => Ok(()),
    };
    ready::remove(folder)?;
    let stopped = platform.stop().await;
    result.and(stopped)
}

/// The platform on free ports; on other ones when somebody took one of them in between.
async fn start(
    options: &Options,
    folder: &Path,
    pki: &Pki,
    inbox: &Inbox,
) -> anyhow::Result<(Plan, Platform)> {
    let grounds = Grounds {
        database: options.database.as_deref().map(|url| (url, options.database_prefix.as_str())),
        kms: options.kms.as_deref(),
        otlp: options.otlp.as_deref(),
    };
    for _ in 0..TRIES {
        let plan = settings::write(folder, pki, inbox, grounds).await?;
        vault::seal(&plan, pki, inbox).await.context("sealing what the services keep secret")?;
        match Platform::start(&plan, options.separate).await {
            Ok(platform) => return Ok((plan, platform)),
            Err(error) if plan.ports.are_lost() => tracing::warn!(%error, "a port was taken; trying others"),
            Err(error) => return Err(error),
        }
    }
    bail!("空いているポートを確保できませんでした。 / every time a port was taken by somebody else")
}

/// The state folder; with `--once` and no folder of its own, one that is thrown away.
fn folder(options: &Options) -> anyhow::Result<(PathBuf, Option<TempDir>)> {
    match (&options.state, options.once) {
        (Some(folder), _) => Ok((files::folder(folder)?, None)),
        (None, false) => Ok((files::folder(Path::new(".nekonote/demo"))?, None)),
        (None, true) => {
            let folder = TempDir::with_prefix("nekonote-once-")?;
            Ok((folder.path().to_owned(), Some(folder)))
        }
    }
}

fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        told.cancel();
    });
    Ok(stop)
}
