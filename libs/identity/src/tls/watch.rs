//! Looks every second whether a workload's files have changed.
//! Refuses to stop serving over a half-written file: what was loaded stays, and the next look tries again.

use std::{path::PathBuf, time::Duration};

use tokio::{task::JoinHandle, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::{Workload, WorkloadFiles};

const LOOK: Duration = Duration::from_secs(1);

/// A file as it looked: time of change, length and, on Unix, which file it is (a rename may keep the rest).
type Look = Option<(std::time::SystemTime, u64, u64)>;

pub(super) fn start(workload: Workload, shutdown: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Nothing seen yet: what changed between opening and watching is read as well.
        let mut seen = Vec::new();
        let mut complained = false;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = shutdown.cancelled() => return,
            }
            let now = look(&workload.files).await;
            if now == seen {
                continue;
            }
            match workload.reload().await {
                Ok(()) => {
                    tracing::info!(workload = %workload.name(), "certificate, roots and revocation lists loaded");
                    (seen, complained) = (now, false);
                }
                Err(error) if complained => tracing::debug!(%error, "still cannot load the new files"),
                Err(error) => {
                    tracing::error!(%error, "cannot load the new files; the old ones stay in use");
                    complained = true;
                }
            }
        }
    })
}

async fn look(files: &WorkloadFiles) -> Vec<Look> {
    let mut looks = Vec::new();
    for path in files.paths() {
        looks.push(look_at(path).await);
    }
    looks
}

async fn look_at(path: &PathBuf) -> Look {
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
