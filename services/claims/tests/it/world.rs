//! A running claims service with a labels service to follow, accounts that names organisations, and people of clinics and insurers.

mod names;

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use self::names::Names;
use attestation::Attestor;
use chassis::{Limits, Process, Residency, Running, Server, Serving};
use claims::{Attestation, BlobStore, BlobsConfig, Bucket, Config, Folder, Migrator, Peers};
use envelope::SealedFile;
use identity::{
    Actor, ActorSigner, Caller, OrganisationKind, Permissions, Role, Rule, Workload, WorkloadName,
};
use proto::claims::v1::{
    claims_service_client::ClaimsServiceClient, policies_service_client::PoliciesServiceClient,
    subject_requests_service_client::SubjectRequestsServiceClient,
};
use sea_orm::ConnectionTrait;
use store::{Scope, SealingConfig, Store, Tx};
use tempfile::TempDir;
use testkit::{
    BucketEmulator, Engine, FixedClock, KmsEmulator, Leaf, Pki, TestDatabase, actor, database, pki,
};
use tokio::net::TcpListener;
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

/// What claims may ask of those it follows.
const PEER_RULES: &[Rule] = &[
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Claims]),
    Rule::for_workloads("/nekonote.accounts.v1.AccountsService/NameOrganisation", &[Caller::Claims]),
];
/// Who attests.
const ISSUER: &str = "ねこのて運営";

/// A running claims.
pub struct World {
    pub clock: FixedClock,
    pub running: Running,
    /// Where the labels service tells its facts.
    pub labels: Store,
    /// Where the accounts service tells its facts.
    pub accounts: Store,
    names: Names,
    attestor: Attestor,
    signer: ActorSigner,
    workloads: HashMap<WorkloadName, Workload>,
    blobs: PathBuf,
    pki: Pki,
    gateway: Leaf,
    crl: PathBuf,
    _peers: [(Process, Serving); 2],
    databases: [TestDatabase; 3],
    sealing: SealingConfig,
    config: Config,
    engine: Engine,
    folder: TempDir,
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, Limits::default()).await
    }

    pub async fn start_with(engine: Engine, limits: Limits) -> Self {
        let folder = TempDir::new().unwrap();
        let sealing = testkit::sealing(folder.path());
        Self::start_in(folder, engine, limits, sealing, None).await
    }

    /// With documents in a bucket.
    pub async fn with_bucket(engine: Engine, bucket: &BucketEmulator) -> Self {
        let folder = TempDir::new().unwrap();
        let sealing = testkit::sealing(folder.path());
        let endpoint = Some(bucket.endpoint().to_owned());
        let bucket = Bucket { bucket: BucketEmulator::NAME.to_owned(), endpoint };
        Self::start_in(folder, engine, Limits::default(), sealing, Some(BlobStore::Google(bucket))).await
    }

    /// With a KMS that the test lets fail.
    pub async fn with_kms(engine: Engine, kms: &KmsEmulator) -> Self {
        let kms = envelope::kms::KmsConfig::Google(kms.config());
        let sealing = SealingConfig { environment: "test".to_owned(), kms };
        Self::start_in(TempDir::new().unwrap(), engine, Limits::default(), sealing, None).await
    }

    async fn start_in(
        folder: TempDir,
        engine: Engine,
        limits: Limits,
        sealing: SealingConfig,
        store: Option<BlobStore>,
    ) -> Self {
        identity::install_provider();
        let (pki, clock) = (pki(), FixedClock::here());
        let own = database::<Migrator>(engine, "claims").await.unwrap();
        let labels_own = database::<Migrator>(Engine::Sqlite, "labels").await.unwrap();
        let accounts_own = database::<Migrator>(Engine::Sqlite, "accounts").await.unwrap();
        let mut workloads = HashMap::new();
        for name in WorkloadName::ALL {
            let files = pki.workload_files(folder.path(), name);
            workloads.insert(name, Workload::open(&files).await.unwrap());
        }
        let gateway = pki.workload.workload(WorkloadName::Gateway);
        let files = pki.write_workload(folder.path(), WorkloadName::Gateway, &gateway);
        workloads.insert(WorkloadName::Gateway, Workload::open(&files).await.unwrap());
        let signer = ActorSigner::generate().unwrap();
        std::fs::write(folder.path().join("actor.pub"), signer.public_key()).unwrap();
        let labels = Store::open::<Migrator>(&labels_own.config).await.unwrap();
        let labels_server = server(&pki, &folder, WorkloadName::Labels);
        let labels_serving = serve_peer("labels", &labels, &labels_server, &Names::default()).await;
        let accounts = Store::open::<Migrator>(&accounts_own.config).await.unwrap();
        let accounts_server = server(&pki, &folder, WorkloadName::Accounts);
        let names = Names::default();
        let accounts_serving = serve_peer("accounts", &accounts, &accounts_server, &names).await;
        let attesting = SealedFile::new(folder.path().join("attestation.key"));
        let attesting_pem = testkit::ed25519_pem();
        let secrets = [(claims::ATTESTATION_KEY, &attesting, attesting_pem.as_bytes())];
        testkit::seal_secrets::<Migrator>("claims", &sealing, &own.config, &secrets).await;
        let attestor = Attestor::from_pem(&attesting_pem, ISSUER).unwrap();
        let config = Config {
            server: Server { limits, ..server(&pki, &folder, WorkloadName::Claims) },
            database: own.config.clone(),
            peers: Peers {
                labels: labels_serving.1.address().to_string(),
                accounts: accounts_serving.1.address().to_string(),
            },
            bury_every: Duration::from_millis(20),
            attestation: Attestation { key: attesting, issuer: ISSUER.to_owned() },
            backups: chassis::Backups::default(),
            subject_clock_every: Duration::from_millis(20),
            check_every: Duration::from_millis(20),
            blobs: BlobsConfig {
                store: store
                    .unwrap_or_else(|| BlobStore::Folder(Folder { folder: folder.path().join("blobs") })),
                sweep_every: Duration::from_millis(20),
            },
            sealing: sealing.clone(),
            telemetry: chassis::Telemetry::default(),
            ntp: chassis::Ntp::default(),
            residency: Residency::development(),
        };
        let process = Process::new("claims").with_clock(Arc::new(clock.clone()));
        let running = claims::start(config.clone(), process).await.unwrap();
        Self {
            clock,
            running,
            labels,
            accounts,
            names,
            attestor,
            signer,
            workloads,
            blobs: folder.path().join("blobs"),
            pki,
            gateway,
            crl: files.crls[0].clone(),
            _peers: [labels_serving, accounts_serving],
            databases: [own, labels_own, accounts_own],
            sealing,
            config,
            engine,
            folder,
        }
    }

    pub fn channel(&self, name: WorkloadName) -> Channel {
        let address = self.running.address().unwrap().to_string();
        identity::channel(&self.workloads[&name], &address, "claims").unwrap()
    }

    pub fn claims(&self) -> ClaimsServiceClient<Channel> {
        ClaimsServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    pub fn policies(&self) -> PoliciesServiceClient<Channel> {
        PoliciesServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    pub fn subjects(&self) -> SubjectRequestsServiceClient<Channel> {
        SubjectRequestsServiceClient::new(self.channel(WorkloadName::Gateway))
    }

    /// accounts names nobody from now on.
    pub fn forget_names(&self) {
        self.names.forget();
    }

    /// The public keys of attestations.
    pub fn attestation_keys(&self) -> Vec<u8> {
        self.attestor.jwks()
    }

    /// The service's own database, for what no verb shows or does.
    pub async fn store(&self) -> Store {
        Store::open::<Migrator>(&self.databases[0].config).await.unwrap()
    }

    /// Where the keys of the local KMS are, among others.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The service's own database.
    pub const fn database(&self) -> &TestDatabase {
        &self.databases[0]
    }

    /// The keys, as another process of claims has them.
    pub async fn keys(&self) -> envelope::Keyring {
        let clock = Arc::new(self.clock.clone());
        self.sealing.open("claims", false, &self.store().await, clock).await.unwrap()
    }

    /// Another installation, with nothing in it.
    pub async fn empty(&self) -> Self {
        Self::start(self.engine).await
    }

    /// What brings archives back to it, beside it.
    pub async fn importer(&self) -> claims::Importer {
        claims::open_importer(&self.config, Arc::new(self.clock.clone())).await.unwrap()
    }

    /// Runs statements in a transaction of the platform, which is left open.
    pub async fn run(&self, sql: &str) -> Tx {
        let tx = self.store().await.begin(Scope::Platform("test"), "test").await.unwrap();
        tx.connection().execute_unprepared(sql).await.unwrap();
        tx
    }

    /// Revokes the gateway's certificate; the service hears of it when it looks.
    pub fn revoke_gateway(&self) {
        self.pki.workload.write_crl(&self.crl, 2, &[&self.gateway]);
    }

    /// accounts signs with another key from now on; the service hears of it when it looks.
    pub fn rotate_actor_key(&mut self) {
        self.signer = ActorSigner::generate().unwrap();
        testkit::write_whole(&self.folder.path().join("actor.pub"), &self.signer.public_key());
    }

    /// A request on behalf of somebody.
    pub fn signed<T>(&self, who: &Actor, message: T) -> Request<T> {
        use calendar::Clock;
        let signed = self.signer.sign(who, "claims", &"ab".repeat(32), self.clock.now());
        identity::with_actor(Request::new(message), &signed).unwrap()
    }

    /// Today in Japan, and so many days from it.
    pub fn day(&self, from_today: i64) -> String {
        use calendar::Clock;
        (calendar::jst_date(self.clock.now()) + chrono::TimeDelta::days(from_today)).to_string()
    }

    /// Files in the blob store, whole or half.
    pub fn blobs(&self) -> Vec<PathBuf> {
        files(&self.blobs)
    }
}

/// Somebody who may do everything a clinic's people may.
pub fn clinic() -> Actor {
    actor(OrganisationKind::Clinic, Role::ClaimsClerk)
}

/// Somebody who may do everything an insurer's people may.
pub fn insurer() -> Actor {
    let adjuster = actor(OrganisationKind::Insurer, Role::Adjuster);
    Actor { permissions: identity::cap(OrganisationKind::Insurer), ..adjuster }
}

/// A colleague who may only look.
pub fn viewer(of: &Actor) -> Actor {
    Actor { organisation: of.organisation, ..actor(of.organisation_kind, Role::Viewer) }
}

/// A colleague without any right.
pub fn nobody(of: &Actor) -> Actor {
    Actor { permissions: Permissions::NONE, roles: vec![], ..viewer(of) }
}

/// The reason of a refusal.
pub fn reason(status: Status) -> String {
    fault::Fault::from(status).reason().to_owned()
}

/// The fields that a refusal names, with their codes.
pub fn violations(status: Status) -> Vec<(String, String)> {
    let fault = fault::Fault::from(status);
    fault.violations().iter().map(|wrong| (wrong.field.clone(), wrong.code.clone())).collect()
}

pub fn request_id() -> String {
    Uuid::now_v7().to_string()
}

fn server(pki: &Pki, folder: &TempDir, name: WorkloadName) -> Server {
    Server {
        listen: "127.0.0.1:0".parse().unwrap(),
        workload: pki.workload_files(folder.path(), name),
        actor_key: folder.path().join("actor.pub"),
        limits: Limits::default(),
    }
}

async fn serve_peer(name: &'static str, store: &Store, server: &Server, names: &Names) -> (Process, Serving) {
    let process = Process::new(name);
    let feed = feed::Feed::open(store.clone(), process.shutdown.clone());
    let listener = TcpListener::bind(server.listen).await.unwrap();
    let workload = Workload::open(&server.workload).await.unwrap();
    let routes = tonic::service::Routes::new(feed.server()).add_service(names.server());
    let serving = chassis::serve(&process, server, &workload, listener, routes, PEER_RULES).await.unwrap();
    (process, serving)
}

fn files(folder: &std::path::Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![] };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
