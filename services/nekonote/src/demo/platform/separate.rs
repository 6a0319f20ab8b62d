//! A service as a process of its own, from the program beside this one. It holds the other end of its standard input as a
//! leash: when that ends, because the demo wants it or because the demo was killed, the service drains.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context as _, bail, ensure};
use identity::WorkloadName;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::PATIENCE;

/// Starts a service and waits until it says that it is healthy.
pub(super) async fn start(name: WorkloadName, settings: &Path) -> anyhow::Result<Child> {
    let program = std::env::current_exe()?.with_file_name(name.as_str());
    let mut process = Command::new(&program)
        .arg("--config")
        .arg(settings)
        .arg("--until-stdin-ends")
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{}; `cargo build --workspace` makes it", program.display()))?;
    let healthy = async {
        while !is_healthy(&program, settings).await? {
            if let Some(status) = process.try_wait()? {
                bail!("it ended: {status}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    };
    tokio::time::timeout(PATIENCE, healthy).await.context("it does not serve")??;
    Ok(process)
}

/// Asks it to drain when that is wanted, and waits until it has. One that ended before is only told.
pub(super) async fn drained(
    name: WorkloadName,
    mut process: Child,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    // Taken out: `wait` would let go of it.
    let leash = process.stdin.take();
    tokio::select! {
        ended = process.wait() => {
            tracing::error!(ended = %name, status = %ended?, "a service ended by itself");
            shutdown.cancelled().await;
            Ok(())
        }
        () = shutdown.cancelled() => {
            drop(leash);
            let status = process.wait().await?;
            ensure!(status.success(), "{name}: {status}");
            Ok(())
        }
    }
}

async fn is_healthy(program: &Path, settings: &Path) -> anyhow::Result<bool> {
    let mut asked = Command::new(program);
    asked.arg("health").arg("--config").arg(settings).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(asked.kill_on_drop(true).status().await?.success())
}
