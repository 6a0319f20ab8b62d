#![doc = include_str!("../README.md")]

pub mod actor;
pub mod api;
mod archive;
mod assets;
mod attachment;
mod attested;
mod claim_status;
pub mod config;
pub mod context;
pub mod csrf;
pub mod edge;
pub mod pages;
pub mod peers;
pub mod problem;
pub mod public;
mod routes;
mod security_headers;
mod subject_file;
mod words;

use std::{convert::Infallible, sync::Arc, time::Duration};

use anyhow::Context as _;
use calendar::Clock;
use chassis::{Process, Running};
use identity::Workload;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

pub use crate::config::Config;
use crate::{
    actor::Authentication,
    edge::{Edge, Readiness, Trust},
    peers::Peers,
    problem::Notebook,
    public::AttestationKeys,
};

/// Why the gateway says that it is not ready.
const NOBODY_COMES_IN: &str = "client certificates cannot be checked";

/// What pages and API need: the services behind, who is asking, and the time.
#[derive(Clone)]
pub struct Gateway {
    /// The five services.
    pub peers: Peers,
    /// Turns sessions and tokens into actors.
    pub authentication: Authentication,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who fetches an archive now.
    pub desk: archive::Desk,
    /// The names under which the gateway is known outside.
    pub names: Arc<Names>,
}

/// The names under which the gateway is known outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Of the portal and the API; asks for a client certificate.
    pub portal: String,
    /// Of the public face; `None` where it has no name and is reached by address only, as in the demo.
    pub public: Option<String>,
}

/// Starts the gateway: open, dial, build, serve, drain. Its address is the edge's.
///
/// # Errors
/// When a file or an address cannot be used.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    let (clock, shutdown, edge) = (process.clock.clone(), process.shutdown.clone(), config.edge);
    // open
    let workload = Workload::open(&config.server.workload).await.context("server.workload")?;
    let keys = AttestationKeys::read(config.attestation_keys.as_deref()).context("attestation_keys")?;
    // dial
    let peers = Peers::dial(&workload, &config.peers).context("peers")?;
    // build
    let names = Arc::new(Names { portal: edge.portal_name, public: edge.public_name });
    let trust = Arc::new(Trust::new(peers.clone(), clock.clone(), Arc::new(edge.portal)));
    let authentication = Authentication::new(peers.clone(), clock.clone());
    let (notebook, messenger) = Notebook::new(peers.clone(), clock.clone());
    let desk = archive::Desk::default();
    let gateway = Gateway { peers, authentication, clock, desk, names: Arc::clone(&names) };
    let routes = (routes::portal(gateway), routes::public(trust.readiness().clone(), keys));
    let (trusted, stop) = (Arc::clone(&trust), shutdown.clone());
    let door = Edge::try_new(edge.limits, names, trusted, edge.public, routes, notebook, stop)?;
    // serve
    let inner = TcpListener::bind(config.server.listen).await.context("server.listen")?;
    let serving = chassis::serve(&process, &config.server, &workload, inner, Routes::default(), &[]).await?;
    let listener = TcpListener::bind(edge.listen).await.context("edge.listen")?;
    let address = listener.local_addr().context("edge.listen")?;
    workload.watch(shutdown.clone());
    trust.refresh().await;
    let ready = tell(trust.readiness().clone(), serving.readiness().clone(), shutdown.clone());
    // drain
    Ok(Running::new(&process)
        .with_server(serving)
        .with_address(address)
        .with_task("readiness", ready)
        .with_task("problems", messenger.work(shutdown.clone()))
        .with_task("trust", trust.follow(edge.trust_every, shutdown))
        .with("edge", async move {
            door.serve(listener).await;
            Ok::<(), Infallible>(())
        }))
}

/// Passes on to the platform whether anybody can be let in.
async fn tell(edge: Readiness, health: chassis::Readiness, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if edge.is_ready() {
            health.release(NOBODY_COMES_IN).await;
        } else {
            health.hold(NOBODY_COMES_IN).await;
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
            () = shutdown.cancelled() => {}
        }
    }
}
