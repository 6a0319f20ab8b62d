//! The gRPC server of a service: mutual TLS, access by table, health, deadlines, drain.
//! Refuses every RPC that no rule names; cuts no request at shutdown.

use std::{borrow::Borrow, collections::BTreeSet, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use identity::{ActorVerifier, Caller, Rule, Workload, access};
use tokio::{net::TcpListener, task::JoinHandle};
use tonic::{service::Routes, transport};

use crate::{Process, Readiness, Server, front::FrontLayer};

/// How often a silent connection is tried.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// Calls at a time on one connection.
const STREAMS: u32 = 256;
/// Bytes of all headers of a call.
const HEADERS: u32 = 16 * 1024;
/// Any workload may ask whether another one serves.
const HEALTH: [Rule; 2] = [
    Rule::for_workloads("/grpc.health.v1.Health/Check", &Caller::ALL),
    Rule::for_workloads("/grpc.health.v1.Health/Watch", &Caller::ALL),
];

/// A gRPC server at work.
#[derive(Debug)]
#[must_use = "a server that is not waited for is cut"]
pub struct Serving {
    address: SocketAddr,
    readiness: Readiness,
    task: JoinHandle<Result<(), transport::Error>>,
}

impl Serving {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether it says that it can work; a service holds it back when it cannot.
    #[must_use]
    pub const fn readiness(&self) -> &Readiness {
        &self.readiness
    }

    /// Waits until shutdown and for every call under way.
    ///
    /// # Errors
    /// When the server failed.
    pub async fn drained(self) -> anyhow::Result<()> {
        self.task.await.context("the server's task")?.context("the server")
    }
}

/// Serves routes and health on a listener until the process shuts down. Messages of more than 4 MiB are refused (tonic's
/// limit for each message received; an upload sends many).
///
/// # Errors
/// When the actors' key cannot be read or the listener has no address.
pub async fn serve(
    process: &Process,
    server: &Server,
    workload: impl Borrow<Workload>,
    listener: TcpListener,
    routes: Routes,
    rules: &'static [Rule],
) -> anyhow::Result<Serving> {
    let address = listener.local_addr().context("a listener without an address")?;
    let workload = workload.borrow();
    let verifier = verifier(process, &server.actor_key)?;
    let guarded = rules.iter().copied().chain(HEALTH);
    let (clock, recheck) = (Arc::clone(&process.clock), server.limits.recheck);
    let access = access::Layer::new(guarded, workload, verifier, clock, recheck);
    let (readiness, health) = Readiness::new(services(rules)).await;
    let incoming = identity::incoming(listener, workload);
    let serving = transport::Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .max_concurrent_streams(STREAMS)
        .http2_max_header_list_size(HEADERS)
        // Without a grace: tonic's grace cuts the connection without having asked the peer to leave it.
        .max_connection_age(server.limits.connection_age)
        .layer(FrontLayer::new(process, server.limits))
        .layer(access)
        .add_routes(routes.add_service(health))
        .serve_with_incoming_shutdown(incoming, stopping(process.clone(), readiness.clone()));
    let task = tokio::spawn(serving);
    tracing::info!(service = process.name, %address, "serving");
    Ok(Serving { address, readiness, task })
}

/// Knows accounts' public keys, also when their file changes.
fn verifier(process: &Process, path: &Path) -> anyhow::Result<ActorVerifier> {
    let verifier = ActorVerifier::open(process.name, path)
        .with_context(|| format!("{}: the actors' key cannot be used", path.display()))?;
    verifier.watch(Arc::clone(&process.clock), process.shutdown.clone());
    Ok(verifier)
}

/// Resolves when no new work is to be taken, which health says first.
async fn stopping(process: Process, readiness: Readiness) {
    process.shutdown.cancelled().await;
    readiness.hold("shutdown").await;
}

/// Full names of the services that the rules are about.
fn services(rules: &[Rule]) -> BTreeSet<String> {
    let names = rules.iter().filter_map(|rule| rule.path.strip_prefix('/')?.split_once('/'));
    names.map(|(service, _)| service.to_owned()).collect()
}
