//! Whether a service can work: told by it (`Readiness`), asked by its own `health` command over mutual TLS.
//! A clock that nobody confirms or a collector that is down is no reason not to serve.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use tokio::sync::Mutex;
use tonic::transport::Channel;
use tonic_health::{
    ServingStatus,
    pb::{
        HealthCheckRequest, health_check_response::ServingStatus as Answer, health_client::HealthClient,
        health_server::Health, health_server::HealthServer,
    },
    server::HealthReporter,
};

/// How long the `health` command waits.
const PATIENCE: Duration = Duration::from_secs(3);

/// Says whether a service can work. It can when nothing holds it back.
#[derive(Debug, Clone)]
pub struct Readiness {
    reporter: HealthReporter,
    names: Arc<[String]>,
    held: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl Readiness {
    /// The readiness of services by their full names, and the server that tells it; serving.
    pub(crate) async fn new(names: impl IntoIterator<Item = String>) -> (Self, HealthServer<impl Health>) {
        let (reporter, server) = tonic_health::server::health_reporter();
        let names = names.into_iter().chain([String::new()]).collect();
        let readiness = Self { reporter, names, held: Arc::default() };
        readiness.release("start").await;
        (readiness, server)
    }

    /// Not serving, for a reason, until that reason is released.
    pub async fn hold(&self, reason: &'static str) {
        let mut held = self.held.lock().await;
        if held.insert(reason) {
            tracing::warn!(reason, "not serving");
        }
        self.tell(&held).await;
    }

    /// That reason is gone; serving when it was the last.
    pub async fn release(&self, reason: &'static str) {
        let mut held = self.held.lock().await;
        if held.remove(reason) {
            tracing::info!(reason, "the reason not to serve is gone");
        }
        self.tell(&held).await;
    }

    /// Whether nothing holds it back.
    pub async fn is_serving(&self) -> bool {
        self.held.lock().await.is_empty()
    }

    async fn tell(&self, held: &BTreeSet<&'static str>) {
        let status = if held.is_empty() { ServingStatus::Serving } else { ServingStatus::NotServing };
        for name in self.names.iter() {
            self.reporter.set_service_status(name, status).await;
        }
    }
}

/// Asks a server on a channel whether it serves.
///
/// # Errors
/// When it does not, or does not answer in three seconds.
pub async fn ask(channel: Channel) -> anyhow::Result<()> {
    let mut client = HealthClient::new(channel);
    let answer = tokio::time::timeout(PATIENCE, client.check(HealthCheckRequest::default())).await;
    let status = answer.context("no answer in time")?.context("not reachable")?.into_inner().status();
    ensure!(status == Answer::Serving, "answers {}", status.as_str_name());
    Ok(())
}
