//! The client CA and its revocation list, as accounts gives them every two seconds. Refuses a CA that is not fit for
//! an anchor, a list that the CA has not signed, one older than the last, and, once expired, everybody.

mod anchor;
mod list;

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use arc_swap::ArcSwapOption;
use calendar::Clock;
use chrono::{DateTime, Utc};
use identity::ClientCertificate;
use proto::accounts::v1::{GetTrustRequest, GetTrustResponse};
use rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

use self::list::RevocationList;
use super::{Readiness, ServerIdentity, tls};
use crate::peers::Peers;

/// What client certificates are checked against.
pub struct Trust {
    peers: Peers,
    clock: Arc<dyn Clock>,
    server: Arc<ServerIdentity>,
    readiness: Readiness,
    current: ArcSwapOption<Current>,
}

struct Current {
    answer: GetTrustResponse,
    list: RevocationList,
    config: Arc<ServerConfig>,
}

impl Trust {
    /// Nothing is trusted before the first answer.
    #[must_use]
    pub fn new(peers: Peers, clock: Arc<dyn Clock>, server: Arc<ServerIdentity>) -> Self {
        Self { peers, clock, server, readiness: Readiness::default(), current: ArcSwapOption::empty() }
    }

    /// Whether anybody can be let in.
    #[must_use]
    pub const fn readiness(&self) -> &Readiness {
        &self.readiness
    }

    /// Asks again and again until shutdown.
    pub async fn follow(self: Arc<Self>, every: Duration, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            self.refresh().await;
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = shutdown.cancelled() => {}
            }
        }
    }

    /// Asks once. Without an answer the last list holds until it expires.
    pub async fn refresh(&self) {
        match self.peers.ask_as_gateway(GetTrustRequest {}).await {
            Ok(answer) => {
                if let Err(error) = self.accept(answer) {
                    tracing::error!(error = format!("{error:#}"), "a revocation list was refused");
                }
            }
            Err(fault) => tracing::warn!(%fault, "accounts gives no revocation list"),
        }
        self.readiness.set(self.obstacle());
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The TLS configuration of the portal face; `None` while nobody can be let in.
    pub(super) fn config(&self) -> Option<Arc<ServerConfig>> {
        self.readiness.set(self.obstacle());
        self.current
            .load()
            .as_ref()
            .filter(|current| current.list.is_current(self.clock.now()))
            .map(|current| Arc::clone(&current.config))
    }

    /// Whether a certificate that once was let in still may be.
    pub(super) fn admits(&self, certificate: &ClientCertificate) -> bool {
        let now = self.clock.now();
        let current = self.current.load();
        certificate.not_after > now
            && current
                .as_ref()
                .is_some_and(|current| current.list.is_current(now) && !current.list.has(&certificate.serial))
    }

    fn accept(&self, answer: GetTrustResponse) -> anyhow::Result<()> {
        let current = self.current.load_full();
        if current.as_ref().is_some_and(|current| current.answer == answer) {
            return Ok(());
        }
        let list = RevocationList::parse(&answer.ca_pem, &answer.crl_der, self.clock.now())?;
        if let Some(current) = current.filter(|current| current.answer.ca_pem == answer.ca_pem) {
            anyhow::ensure!(list.number() >= current.list.number(), "the list is older than the last one");
        }
        let config = tls::portal(&self.server, &answer.ca_pem, &answer.crl_der, &self.clock)
            .context("the list cannot be used for TLS")?;
        self.current.store(Some(Arc::new(Current { answer, list, config })));
        Ok(())
    }

    fn obstacle(&self) -> Option<&'static str> {
        match self.current.load().as_ref() {
            None => Some("no revocation list yet"),
            Some(current) if !current.list.is_current(self.clock.now()) => {
                Some("the revocation list has expired")
            }
            Some(_) => None,
        }
    }
}
