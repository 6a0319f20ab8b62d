//! The services at work, over real sockets, each from its own configuration file: in this process, or each in its own.

mod separate;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, anyhow};
use chassis::{Process, Readiness, Running};
use identity::WorkloadName;
use tokio::{sync::Mutex, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::settings::Plan;

/// How long a service may take until it serves.
const PATIENCE: Duration = Duration::from_secs(20);

/// The platform.
pub(super) struct Platform {
    shutdown: CancellationToken,
    services: Mutex<JoinSet<anyhow::Result<()>>>,
}

impl Platform {
    /// Starts the services, those that are called first, in this process or each in its own, and waits until each serves.
    /// What has started is stopped again when one of them cannot.
    pub(super) async fn start(plan: &Plan, separate: bool) -> anyhow::Result<Self> {
        let platform = Self { shutdown: CancellationToken::new(), services: Mutex::new(JoinSet::new()) };
        for (name, file) in &plan.files {
            plan.ports.release(*name);
            let started = match separate {
                true => platform.start_process(*name, file).await,
                false => platform.start_service(*name, file).await,
            };
            if let Err(error) = started.with_context(|| format!("starting {name}")) {
                if let Err(also) = platform.stop().await {
                    tracing::warn!(error = %also, "a service that had started did not drain");
                }
                return Err(error);
            }
        }
        Ok(platform)
    }

    async fn start_service(&self, name: WorkloadName, file: &Path) -> anyhow::Result<()> {
        let process = Process::new(name.as_str()).with_shutdown(self.shutdown.clone());
        let running = start(name, file.to_owned(), process).await?;
        if let Some(readiness) = running.readiness().cloned() {
            serving(&readiness).await.context("it does not serve")?;
        }
        let drained = async move { running.drained().await.with_context(|| name.to_string()) };
        self.services.lock().await.spawn(drained);
        Ok(())
    }

    /// One that ends is not started again: whoever ended it may do so.
    async fn start_process(&self, name: WorkloadName, file: &Path) -> anyhow::Result<()> {
        let process = separate::start(name, file).await?;
        self.services.lock().await.spawn(separate::drained(name, process, self.shutdown.clone()));
        Ok(())
    }

    /// Resolves when a service has ended by itself.
    pub(super) async fn failed(&self) -> anyhow::Result<()> {
        match self.services.lock().await.join_next().await {
            Some(ended) => ended?.and(Err(anyhow!("a service ended by itself"))),
            None => Ok(()),
        }
    }

    /// Drains every service.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        self.shutdown.cancel();
        let mut services = self.services.into_inner();
        let mut result = Ok(());
        while let Some(ended) = services.join_next().await {
            result = result.and(ended?);
        }
        result
    }
}

async fn serving(readiness: &Readiness) -> anyhow::Result<()> {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !readiness.is_serving().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    Ok(waited.await?)
}

async fn start(name: WorkloadName, file: PathBuf, process: Process) -> anyhow::Result<Running> {
    match name {
        WorkloadName::Accounts => accounts::start(chassis::load(file)?, process).await,
        WorkloadName::Labels => labels::start(chassis::load(file)?, process).await,
        WorkloadName::Claims => claims::start(chassis::load(file)?, process).await,
        WorkloadName::Timeline => timeline::start(chassis::load(file)?, process).await,
        WorkloadName::Notifications => notifications::start(chassis::load(file)?, process).await,
        WorkloadName::Gateway => gateway::start(chassis::load(file)?, process).await,
        WorkloadName::Nekonote => Err(anyhow!("nekonote is no service")),
    }
}
