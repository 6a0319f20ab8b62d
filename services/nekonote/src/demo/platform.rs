//! The services at work, over real sockets, each from its own configuration file: in this process, or each in its own.

mod separate;

use std::{path::PathBuf, time::Duration};

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
    /// Starts the services, those that are called first, and waits until each serves.
    pub(super) async fn start(plan: &Plan) -> anyhow::Result<Self> {
        let shutdown = CancellationToken::new();
        let mut services = JoinSet::new();
        for (name, file) in &plan.files {
            let process = Process::new(name.as_str()).with_shutdown(shutdown.clone());
            let running =
                start(*name, file.clone(), process).await.with_context(|| format!("starting {name}"))?;
            let name = *name;
            if let Some(readiness) = running.readiness().cloned() {
                serving(&readiness).await.with_context(|| format!("{name} does not serve"))?;
            }
            services.spawn(async move { running.drained().await.with_context(|| name.to_string()) });
        }
        Ok(Self { shutdown, services: Mutex::new(services) })
    }

    /// Starts each service as a process of its own. One that ends is not started again: whoever ended it may do so.
    pub(super) async fn separate(plan: &Plan) -> anyhow::Result<Self> {
        let (shutdown, mut services) = (CancellationToken::new(), JoinSet::new());
        for (name, file) in &plan.files {
            let process = separate::start(*name, file).await.with_context(|| format!("starting {name}"))?;
            services.spawn(separate::drained(*name, process, shutdown.clone()));
        }
        Ok(Self { shutdown, services: Mutex::new(services) })
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
