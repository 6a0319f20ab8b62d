//! A house to test in: a PKI, a server named claims with the health service, and guests with certificates.

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use fault::Fault;
use hyper_util::rt::TokioIo;
use identity::{
    Actor, ActorKind, ActorSigner, ActorVerifier, Caller, OrganisationKind, Role, Rule, Workload,
    WorkloadFiles, WorkloadName, access,
};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_pki_types::ServerName;
use tempfile::TempDir;
use testkit::{FixedClock, Leaf, Pki, pki, write_whole};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Request, Status,
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint, Server},
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient, health_server::HealthServer};
use tonic_health::server::HealthService;

pub(crate) const CHECK: &str = "/grpc.health.v1.Health/Check";
pub(crate) const WATCH: &str = "/grpc.health.v1.Health/Watch";

/// How often the house checks streams again.
const RECHECK: Duration = Duration::from_millis(20);

/// What the handler saw of the last request.
pub(crate) type Seen = Arc<Mutex<Option<(WorkloadName, Option<Actor>)>>>;

pub(crate) struct House {
    pub(crate) pki: Pki,
    pub(crate) folder: TempDir,
    pub(crate) files: WorkloadFiles,
    pub(crate) server: Workload,
    pub(crate) address: SocketAddr,
    pub(crate) clock: FixedClock,
    pub(crate) signer: ActorSigner,
    /// Accounts' public key, where the house has read it.
    pub(crate) actor_key: PathBuf,
    pub(crate) verifier: ActorVerifier,
    pub(crate) seen: Seen,
}

impl House {
    /// A server that gateway and timeline may call without an actor.
    pub(crate) async fn open() -> Self {
        Self::with(vec![Rule::for_workloads(CHECK, &[Caller::Gateway, Caller::Timeline])]).await
    }

    pub(crate) async fn with(rules: Vec<Rule>) -> Self {
        identity::install_provider();
        let (pki, folder) = (pki(), TempDir::new().unwrap());
        let files = pki.workload_files(folder.path(), WorkloadName::Claims);
        let server = Workload::open(&files).await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (clock, signer, seen) = (FixedClock::here(), ActorSigner::generate().unwrap(), Seen::default());

        let actor_key = folder.path().join("actor.pub");
        write_whole(&actor_key, &signer.public_key());
        let verifier = ActorVerifier::open("claims", &actor_key).unwrap();
        let layer = access::Layer::new(rules, &server, verifier.clone(), Arc::new(clock.clone()), RECHECK);
        let health = HealthServer::new(HealthService::from_health_reporter(
            tonic_health::server::HealthReporter::new(),
        ));
        let notes = Arc::clone(&seen);
        let service = InterceptedService::new(health, move |request: Request<()>| note(&notes, request));
        let incoming = identity::incoming(listener, &server);
        tokio::spawn(Server::builder().layer(layer).add_service(service).serve_with_incoming(incoming));
        Self { pki, folder, files, server, address, clock, signer, actor_key, verifier, seen }
    }

    /// A guest's own workload, from the same root.
    pub(crate) async fn guest(&self, name: WorkloadName) -> (Workload, Leaf) {
        let leaf = self.pki.workload.workload(name);
        (self.guest_with(name, &leaf).await, leaf)
    }

    /// A guest with a certificate of the test's own.
    pub(crate) async fn guest_with(&self, name: WorkloadName, leaf: &Leaf) -> Workload {
        let files = self.pki.write_workload(self.folder.path(), name, leaf);
        Workload::open(&files).await.unwrap()
    }

    pub(crate) fn channel(&self, guest: &Workload) -> Channel {
        identity::channel(guest, &self.address.to_string(), "claims").unwrap()
    }

    /// A channel with any certificate, for guests that `identity` itself would not let out.
    pub(crate) fn channel_of(&self, leaf: &Leaf) -> Channel {
        let (config, address) = (knocker(&self.pki, Some(leaf), &[&rustls::version::TLS13]), self.address);
        let connector = tower::service_fn(move |_: http::Uri| {
            let config = Arc::clone(&config);
            async move {
                let name = ServerName::try_from("localhost").unwrap();
                let tcp = TcpStream::connect(address).await?;
                TlsConnector::from(config).connect(name, tcp).await.map(TokioIo::new)
            }
        });
        Endpoint::from_static("http://localhost").connect_with_connector_lazy(connector)
    }

    /// A handshake with a certificate of the test's own, or none; ends when the server has said its first word.
    pub(crate) async fn knock(&self, leaf: Option<&Leaf>) -> io::Result<TlsStream<TcpStream>> {
        self.knock_with(knocker(&self.pki, leaf, &[&rustls::version::TLS13])).await
    }

    pub(crate) async fn knock_with(&self, config: Arc<ClientConfig>) -> io::Result<TlsStream<TcpStream>> {
        let tcp = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from("localhost").unwrap();
        let mut tls = TlsConnector::from(config).connect(name, tcp).await?;
        // In TLS 1.3 the refusal of a client certificate shows at the first read: wait for HTTP/2's settings.
        tls.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00").await?;
        let mut word = [0; 9];
        tls.read_exact(&mut word).await?;
        Ok(tls)
    }

    /// Somebody of a clinic.
    pub(crate) fn clerk(&self) -> Actor {
        let kind = OrganisationKind::Clinic;
        Actor {
            kind: ActorKind::Account,
            id: uuid::Uuid::now_v7(),
            organisation: ids::OrganisationId::generate(),
            organisation_kind: kind,
            roles: vec![Role::ClaimsClerk],
            permissions: Role::ClaimsClerk.permissions(kind),
            certificate_serial: "4a".repeat(16),
        }
    }
}

/// A client configuration that trusts the workloads' root and nothing more.
pub(crate) fn knocker(
    pki: &Pki,
    leaf: Option<&Leaf>,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(pki.workload.der().clone()).unwrap();
    let config = ClientConfig::builder_with_protocol_versions(versions).with_root_certificates(roots);
    let mut config = match leaf {
        Some(leaf) => config.with_client_auth_cert(leaf.chain(), leaf.key()).unwrap(),
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

/// Calls the one RPC of the house.
pub(crate) async fn check(channel: &Channel, actor: Option<&str>) -> Result<(), Fault> {
    let request = Request::new(HealthCheckRequest { service: String::new() });
    let request = match actor {
        Some(actor) => identity::with_actor(request, actor)?,
        None => request,
    };
    HealthClient::new(channel.clone()).check(request).await.map(drop).map_err(Fault::from)
}

/// The reason a call was refused for.
pub(crate) async fn refusal(channel: &Channel, actor: Option<&str>) -> String {
    check(channel, actor).await.expect_err("refused").reason().to_owned()
}

/// The text of a signed actor, good now at the house.
pub(crate) fn signed(house: &House, actor: &Actor) -> String {
    house.signer.sign(actor, "claims", "fingerprint", calendar::Clock::now(&house.clock))
}

fn note(seen: &Seen, request: Request<()>) -> Result<Request<()>, Status> {
    let caller = identity::caller(&request)?;
    *seen.lock().unwrap() = Some((caller, identity::actor(&request).ok()));
    Ok(request)
}
