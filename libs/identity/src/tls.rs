//! Mutual TLS 1.3 between workloads, in and out, from files that may change at any time.
//! Refuses TLS 1.2, resumption (it would skip the verifier), stale CRLs, and peers that are no workload of ours.

mod channel;
mod error;
mod incoming;
mod material;
mod peer;
mod revocations;

use std::{path::PathBuf, sync::Arc};

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use rustls::{ClientConfig, ServerConfig};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use channel::{BadAddress, channel};
pub use error::TlsError;
pub use incoming::{Incoming, ServerTls, incoming};
pub(crate) use peer::{Peer, PeerRefusal};

use crate::{WorkloadName, watch};
use material::Material;

/// Where a workload's certificate, key, trusted roots and revocation lists are; all PEM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadFiles {
    /// The certificate, followed by intermediates if there are any.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// The roots of workload certificates; two while a root is changed. No other root belongs here.
    pub roots: PathBuf,
    /// Revocation lists. Without any nothing is ever revoked; with some, every issuer needs a fresh one.
    #[serde(default)]
    pub crls: Vec<PathBuf>,
}

impl WorkloadFiles {
    fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.cert, &self.key, &self.roots].into_iter().chain(&self.crls)
    }
}

/// This process as its peers see it. Clones share what is loaded.
#[derive(Clone)]
pub struct Workload {
    files: Arc<WorkloadFiles>,
    loaded: Arc<ArcSwap<Material>>,
}

impl Workload {
    /// Reads the files; refuses what could not serve.
    ///
    /// # Errors
    /// When a file cannot be read or does not fit the others.
    pub async fn open(files: &WorkloadFiles) -> Result<Self, TlsError> {
        let material = Material::read(files).await?;
        Ok(Self { files: Arc::new(files.clone()), loaded: Arc::new(ArcSwap::from_pointee(material)) })
    }

    /// Reads the files again; new connections use what they say from now on, and every request on an open one is
    /// checked against the new revocation lists.
    ///
    /// # Errors
    /// As [`Workload::open`], and when the files name another workload or a revocation list is older than the loaded
    /// one. What was loaded before stays in use.
    pub async fn reload(&self) -> Result<(), TlsError> {
        let material = Material::read(&self.files).await?;
        material.may_follow(&self.loaded.load())?;
        self.loaded.store(Arc::new(material));
        Ok(())
    }

    /// Looks every second whether a file has changed, and reads them again if so. A failure is logged, what was loaded
    /// stays in use, and the next look tries again.
    pub fn watch(&self, shutdown: CancellationToken) -> JoinHandle<()> {
        let (workload, paths) = (self.clone(), self.files.paths().cloned().collect());
        let reload = move || {
            let workload = workload.clone();
            async move { workload.reload().await }
        };
        watch::start("certificate, roots and revocation lists", paths, reload, shutdown)
    }

    /// Its name, from its own certificate.
    #[must_use]
    pub fn name(&self) -> WorkloadName {
        self.loaded.load().name
    }

    /// Until when its own certificate is valid, for health and metrics.
    #[must_use]
    pub fn certificate_expires_at(&self) -> DateTime<Utc> {
        self.loaded.load().expires_at
    }

    /// When the first of the loaded revocation lists goes stale, for health and metrics; none without lists.
    #[must_use]
    pub fn revocations_expire_at(&self) -> Option<DateTime<Utc>> {
        self.loaded.load().revocations.expire_at()
    }

    /// The configuration for connections that come in, as loaded now.
    #[must_use]
    pub fn server_config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.loaded.load().server)
    }

    /// The configuration for a connection to a service, as loaded now.
    ///
    /// # Errors
    /// When this process's certificate cannot be used.
    pub fn client_config(&self, service: WorkloadName) -> Result<ClientConfig, TlsError> {
        self.loaded.load().client(service)
    }

    /// Whether a peer that TLS has verified is still good: not expired, not revoked, the lists fresh.
    pub(crate) fn check(&self, peer: &Peer, now: DateTime<Utc>) -> Result<(), PeerRefusal> {
        peer.check(&self.loaded.load().revocations, now)
    }
}

impl std::fmt::Debug for Workload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workload").field("files", &self.files).finish_non_exhaustive()
    }
}

/// Makes aws-lc-rs the process's provider; first thing in `main` and in tests. Again is no change.
pub fn install_provider() {
    // An error means that there is one already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
