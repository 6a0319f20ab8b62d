//! The demo: a development PKI, the platform, its data, an inbox. Refuses a state folder that another demo is using.

mod actors;
mod client;
mod files;
mod inbox;
mod pki;
mod platform;
mod ready;
mod secrets;
mod seed;
mod settings;
mod walk;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use platform::Platform;
use secrets::Secrets;

/// What `nekonote demo` was asked for.
pub struct Options {
    /// Run the main job once and end.
    pub once: bool,
    /// An administrator's postgres:// URL.
    pub database: Option<String>,
    /// What databases and roles are called before the service's name.
    pub database_prefix: String,
    /// Each service is a process of its own.
    pub separate: bool,
    /// Where state is kept.
    pub state: Option<PathBuf>,
}

/// Starts, seeds, says so, and stays until it is told to stop.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let stop = stop_on_signal()?;
    let (folder, _thrown_away) = folder(&options)?;
    let _lock = files::lock(&folder)?;
    ready::remove(&folder)?;
    chassis::init("nekonote", &chassis::Telemetry::default())?;
    work(&options, &folder, stop).await
}

async fn work(options: &Options, folder: &Path, stop: CancellationToken) -> anyhow::Result<()> {
    let secrets = Secrets::open(folder)?;
    let pki = pki::prepare(folder)?;
    let inbox = inbox::start(&pki, stop.child_token()).await?;
    let database = options.database.as_deref().map(|url| (url, options.database_prefix.as_str()));
    let plan = settings::write(folder, &pki, &inbox, database).await?;
    let platform =
        if options.separate { Platform::separate(&plan).await? } else { Platform::start(&plan).await? };
    let work = async {
        let actors = seed::run(folder, &secrets, &pki, &plan).await.context("seeding")?;
        if options.once {
            return walk::run(&actors, &inbox).await;
        }
        ready::write(folder, &plan, &inbox, &actors)?;
        ready::greet(folder, &plan, &inbox, &actors);
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
