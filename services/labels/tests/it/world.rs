//! A running service with its own database, roots and clock, and clients that call it as other workloads do.

use std::{path::Path, sync::Arc};

use calendar::Clock as _;
use chassis::{Limits, Process, Residency, Running, Server, Serving};
use fault::Fault;
use identity::{
    Actor, ActorSigner, Caller, OrganisationKind, Role, Rule, Workload, WorkloadFiles, WorkloadName,
    with_actor,
};
use labels::{Config, Peers, migrations::Migrator};
use proto::{
    feed::v1::Fact,
    labels::v1::{self as pb, labels_service_client::LabelsServiceClient},
};
use store::Store;
use tempfile::TempDir;
pub use testkit::actor;
use testkit::{Engine, FixedClock, Pki, TestDatabase};
use tokio::net::TcpListener;
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

const ACCOUNTS_RULES: &[Rule] =
    &[Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Labels])];

pub struct World {
    pub clock: FixedClock,
    pki: Pki,
    folder: TempDir,
    signer: ActorSigner,
    running: Option<Running>,
    address: String,
    /// Where the accounts service tells its facts.
    pub accounts: Store,
    _accounts: (Process, Serving),
    _databases: [TestDatabase; 2],
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        identity::install_provider();
        let database = testkit::database::<Migrator>(engine, "labels").await.expect("a database");
        let (pki, folder) = (testkit::pki(), TempDir::new().expect("a folder"));
        let (clock, signer) = (FixedClock::here(), ActorSigner::generate().expect("a key"));
        let server = server(&pki, folder.path(), &signer);
        let accounts_own =
            testkit::database::<Migrator>(Engine::Sqlite, "accounts").await.expect("a database");
        let accounts = Store::open::<Migrator>(&accounts_own.config).await.expect("a database");
        let serving =
            serve_accounts(&accounts, &server, pki.workload_files(folder.path(), WorkloadName::Accounts))
                .await;
        let config = Config {
            server,
            database: database.config.clone(),
            peers: Peers { accounts: serving.1.address().to_string() },
            telemetry: chassis::Telemetry::default(),
            ntp: chassis::Ntp::default(),
            residency: Residency::development(),
        };
        let process = Process::new("labels").with_clock(Arc::new(clock.clone()));
        let running = labels::start(config, process).await.expect("the service starts");
        let address = running.address().expect("it listens").to_string();
        Self {
            clock,
            pki,
            folder,
            signer,
            running: Some(running),
            address,
            accounts,
            _accounts: serving,
            _databases: [database, accounts_own],
        }
    }

    /// The service as this workload reaches it.
    pub async fn channel(&self, name: WorkloadName) -> Channel {
        let files: WorkloadFiles = self.pki.workload_files(self.folder.path(), name);
        let workload = Workload::open(&files).await.expect("a workload");
        identity::channel(&workload, &self.address, "labels").expect("an address")
    }

    pub async fn gateway(&self) -> LabelsServiceClient<Channel> {
        LabelsServiceClient::new(self.channel(WorkloadName::Gateway).await)
    }

    /// A request on behalf of an actor.
    pub fn by<T>(&self, actor: &Actor, message: T) -> Request<T> {
        let signed = self.signer.sign(actor, "labels", &"00".repeat(32), self.clock.now());
        with_actor(Request::new(message), &signed).expect("a signed actor")
    }

    /// The first facts that the service tells.
    pub async fn facts(&self, count: usize) -> Vec<Fact> {
        testkit::told(self.channel(WorkloadName::Timeline).await, count).await
    }

    /// Its database, beside it.
    pub async fn store(&self) -> Store {
        Store::open::<Migrator>(&self._databases[0].config).await.expect("a database")
    }

    pub async fn create(&self, actor: &Actor, name: &str) -> Result<pb::CreateLabelResponse, Fault> {
        let request = new_label(name);
        Ok(self.gateway().await.create_label(self.by(actor, request)).await.map_err(fault)?.into_inner())
    }

    pub async fn stop(mut self) {
        let running = self.running.take().expect("still running");
        running.stop().await.expect("drained");
    }
}

async fn serve_accounts(store: &Store, like: &Server, files: WorkloadFiles) -> (Process, Serving) {
    let process = Process::new("accounts");
    let server = Server { workload: files, ..like.clone() };
    let feed = feed::Feed::open(store.clone(), process.shutdown.clone());
    let listener = TcpListener::bind(server.listen).await.expect("an address");
    let workload = Workload::open(&server.workload).await.expect("a workload");
    let routes = tonic::service::Routes::new(feed.server());
    let serving = chassis::serve(&process, &server, &workload, listener, routes, ACCOUNTS_RULES).await;
    (process, serving.expect("it serves"))
}

pub fn server(pki: &Pki, folder: &Path, signer: &ActorSigner) -> Server {
    let actor_key = folder.join("actor.key");
    std::fs::write(&actor_key, signer.public_key()).expect("the folder is writable");
    Server {
        listen: "127.0.0.1:0".parse().expect("an address"),
        workload: pki.workload_files(folder, WorkloadName::Labels),
        actor_key,
        limits: Limits::default(),
    }
}

pub fn clerk() -> Actor {
    actor(OrganisationKind::Clinic, Role::ClaimsClerk)
}

pub fn new_label(name: &str) -> pb::CreateLabelRequest {
    pb::CreateLabelRequest {
        request_id: Uuid::new_v4().to_string(),
        name: name.into(),
        colour: pb::Colour::Green.into(),
        description: "使い道".into(),
    }
}

pub fn fault(status: Status) -> Fault {
    Fault::from(status)
}
