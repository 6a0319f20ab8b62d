//! A gateway over loopback with a PKI of its own and services made for the test.

use std::{net::SocketAddr, sync::Arc};

use chassis::{Process, Running};
use gateway::{
    config::{Config, Edge, PeerAddresses},
    edge::{Limits, ServerIdentity},
};
use identity::{Workload, WorkloadName};
use ids::OrganisationId;
use tempfile::TempDir;
use testkit::{Crl, FixedClock, Leaf, Pki, write_whole};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    client::{Client, Connection},
    stub::Stub,
};

/// Everything around a gateway.
pub struct World {
    pub pki: Pki,
    pub stub: Stub,
    pub address: SocketAddr,
    pub running: Running,
    /// A device of a clinic that the stub knows.
    pub device: Leaf,
    pub clock: FixedClock,
    _folder: TempDir,
    services: CancellationToken,
}

impl World {
    pub async fn start() -> Self {
        Self::start_with(Limits::default()).await
    }

    pub async fn start_with(limits: Limits) -> Self {
        Self::start_from(testkit::pki(), limits, None).await
    }

    /// A gateway that is first given a list of the test's own.
    pub async fn start_with_list(pki: Pki, list: Crl) -> Self {
        Self::start_from(pki, Limits::default(), Some(list)).await
    }

    pub async fn start_from(pki: Pki, limits: Limits, list: Option<Crl>) -> Self {
        identity::install_provider();
        let folder = tempfile::tempdir().unwrap();
        let device = pki.client.client(OrganisationId::generate());
        let list = list.unwrap_or_else(|| pki.client.crl(1, &[]));
        let stub = Stub::new(pki.client.pem(), &list.der, &device);
        let services = CancellationToken::new();
        let peers = serve_stubs(&pki, &folder, &stub, &services).await;
        let config = config(&pki, &folder, limits, peers);
        let clock = FixedClock::here();
        let process = Process::new("gateway").with_clock(Arc::new(clock.clone()));
        let running = gateway::start(config, process).await.unwrap();
        let address = running.address().unwrap();
        Self { pki, stub, address, running, device, clock, _folder: folder, services }
    }

    /// A client with the known device.
    pub fn client(&self) -> Client {
        Client::new(self, Some(&self.device))
    }

    /// A connection to the portal with the known device.
    pub async fn portal(&self) -> Connection {
        self.client().connect("localhost").await.unwrap()
    }

    pub async fn stop(self) {
        self.running.stop().await.unwrap();
        self.services.cancel();
    }
}

fn server(pki: &Pki, folder: &TempDir, name: &str) -> ServerIdentity {
    let leaf = pki.edge.edge_server(&["localhost", "127.0.0.1", "help.example.jp", "elsewhere.example"]);
    let (certificate, key) =
        (folder.path().join(format!("{name}.pem")), folder.path().join(format!("{name}.key")));
    write_whole(&certificate, &leaf.cert_pem);
    write_whole(&key, &leaf.key_pem);
    ServerIdentity { certificate, key }
}

fn config(pki: &Pki, folder: &TempDir, limits: Limits, peers: PeerAddresses) -> Config {
    let actor_key = folder.path().join("actor.pub");
    std::fs::write(&actor_key, [7; 32]).unwrap();
    let workload = pki.workload_files(folder.path(), WorkloadName::Gateway);
    let loopback = "127.0.0.1:0".parse().unwrap();
    Config {
        server: chassis::Server { listen: loopback, workload, actor_key, limits: chassis::Limits::default() },
        edge: Edge {
            listen: loopback,
            portal_name: "localhost".into(),
            public_name: Some("help.example.jp".into()),
            portal: server(pki, folder, "portal"),
            public: server(pki, folder, "public"),
            trust_every: std::time::Duration::from_millis(20),
            limits,
        },
        peers,
        attestation_keys: Some(attestation_keys(folder)),
        telemetry: chassis::Telemetry::default(),
        ntp: chassis::Ntp::default(),
        residency: chassis::Residency::development(),
    }
}

fn attestation_keys(folder: &TempDir) -> std::path::PathBuf {
    let path = folder.path().join("attestation-keys.json");
    std::fs::write(&path, attestation::Attestor::generate("ねこのて運営").unwrap().jwks()).unwrap();
    path
}

async fn serve_stubs(pki: &Pki, folder: &TempDir, stub: &Stub, end: &CancellationToken) -> PeerAddresses {
    let accounts = serve(pki, folder, WorkloadName::Accounts, stub, end).await;
    let claims = serve(pki, folder, WorkloadName::Claims, stub, end).await;
    let timeline = serve(pki, folder, WorkloadName::Timeline, stub, end).await;
    // Nobody listens there: what needs them is refused as unavailable.
    let nobody = "127.0.0.1:1".to_owned();
    PeerAddresses { accounts, claims, labels: nobody.clone(), timeline, notifications: nobody }
}

async fn serve(
    pki: &Pki,
    folder: &TempDir,
    name: WorkloadName,
    stub: &Stub,
    end: &CancellationToken,
) -> String {
    let workload = Workload::open(&pki.workload_files(folder.path(), name)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let incoming = identity::incoming(listener, &workload);
    let (routes, end) = (stub.routes(name), end.clone());
    let server = tonic::transport::Server::builder().add_routes(routes);
    tokio::spawn(server.serve_with_incoming_shutdown(incoming, async move { end.cancelled().await }));
    address
}
