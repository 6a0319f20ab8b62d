//! Looks every second whether files have changed, and has them read again.
//! Refuses to stop serving over a half-written file: what was loaded stays, and the next look tries again.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{task::JoinHandle, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

const LOOK: Duration = Duration::from_secs(1);

/// A file as it looked: time of change, length and, on Unix, which file it is (a rename may keep the rest).
type Look = Option<(std::time::SystemTime, u64, u64)>;

/// Calls `reload` whenever a file looks another than it did when the last call succeeded; also at once, so that what
/// changed between opening and watching is read as well.
pub(crate) fn start<F, E>(
    what: &'static str,
    paths: Vec<PathBuf>,
    reload: impl Fn() -> F + Send + 'static,
    shutdown: CancellationToken,
) -> JoinHandle<()>
where
    F: Future<Output = Result<(), E>> + Send,
    E: Display + Send,
{
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut seen = Vec::new();
        let mut complained = false;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = shutdown.cancelled() => return,
            }
            let now = look(&paths).await;
            if now == seen {
                continue;
            }
            match reload().await {
                Ok(()) => {
                    tracing::info!(what, "loaded");
                    (seen, complained) = (now, false);
                }
                Err(error) if complained => tracing::debug!(what, %error, "still cannot load the new files"),
                Err(error) => {
                    tracing::error!(what, %error, "cannot load the new files; the old ones stay in use");
                    complained = true;
                }
            }
        }
    })
}

async fn look(paths: &[PathBuf]) -> Vec<Look> {
    let mut looks = Vec::new();
    for path in paths {
        looks.push(look_at(path).await);
    }
    looks
}

async fn look_at(path: &Path) -> Look {
    let metadata = tokio::fs::metadata(path).await.ok()?;
    Some((metadata.modified().ok()?, metadata.len(), inode(&metadata)))
}

#[cfg(unix)]
fn inode(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
const fn inode(_: &std::fs::Metadata) -> u64 {
    0
}
