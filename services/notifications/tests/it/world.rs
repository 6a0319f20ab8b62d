//! A running service with its own database, peers, clock and mail server.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use calendar::Clock as _;
use chassis::{Limits, Process, Residency, Running, Server};
use envelope::SealedFile;
use fault::Fault;
use identity::{Actor, ActorSigner, OrganisationKind, Role, Workload, WorkloadName, with_actor};
use ids::{AccountId, ClaimId, FactId};
use notifications::{Config, Links, Peers as Addresses, Smtp, config::SMTP_PASSWORD, migrations::Migrator};
use proto::{
    accounts::v1::{ListMailAddressesResponse, MailAddress},
    claims::v1::GetMailContextResponse,
    feed::v1::{Fact, Resource},
    notifications::v1::{self as pb, notifications_service_client::NotificationsServiceClient},
};
use tempfile::TempDir;
pub use testkit::actor;
use testkit::{Engine, FixedClock, MailSink, Pki, TestDatabase, eventually};
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

use crate::peers::Peers;

/// The policyholder of every claim here.
pub const POLICYHOLDER: &str = "tanaka.misaki@example.com";
/// The insurer's people who decide.
pub const ADJUSTERS: [&str; 2] = ["sato.ken@midori.example", "suzuki.ai@midori.example"];
/// The clinic's person who submits.
pub const CLERKS: [&str; 1] = ["ito.mei@clinic.example"];

pub struct World {
    pub clock: FixedClock,
    pub database: TestDatabase,
    pub peers: Peers,
    pub sink: MailSink,
    pub pki: Pki,
    pub config: Config,
    pub clinic: Actor,
    pub insurer: Actor,
    folder: TempDir,
    signer: ActorSigner,
    running: Vec<Running>,
    address: String,
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        Self::start_trusting(engine, true).await
    }

    /// As `start`; if not trusting, the mail server's certificate is by a root that nobody here knows.
    pub async fn start_trusting(engine: Engine, trusting: bool) -> Self {
        let pki = testkit::pki();
        let sink = MailSink::start(if trusting { &pki.edge } else { &pki.client }).await;
        let port = sink.address().port();
        Self::start_posting(engine, pki, sink, port, "correct horse").await
    }

    /// As `start`, with a mail server of the test's own on localhost; it has a certificate by the edge's root.
    pub async fn start_posting(engine: Engine, pki: Pki, sink: MailSink, port: u16, password: &str) -> Self {
        identity::install_provider();
        let database = testkit::database::<Migrator>(engine, "notifications").await.expect("a database");
        let folder = TempDir::new().expect("a folder");
        let (clock, signer) = (FixedClock::here(), ActorSigner::generate().expect("a key"));
        let write = |name: &str, bytes: &[u8]| -> PathBuf {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("the folder is writable");
            path
        };
        let (sealing, sealed) =
            (testkit::sealing(folder.path()), SealedFile::new(folder.path().join("mail.password")));
        let secrets = [(SMTP_PASSWORD, &sealed, password.as_bytes())];
        testkit::seal_secrets::<Migrator>("notifications", &sealing, &database.config, &secrets).await;
        let smtp = Smtp {
            host: "localhost".into(),
            port,
            roots: Some(write("mail.roots.pem", pki.edge.pem().as_bytes())),
            username: Some("nekonote".into()),
            password_file: Some(sealed),
            from: "ねこのて <no-reply@nekonote.example.jp>".into(),
        };
        let actor_key = write("actor.key", &signer.public_key());
        let peers = Peers::new();
        let (mut running, accounts, claims) = peers.start(&pki, folder.path(), &actor_key).await;
        let config = Config {
            server: Server {
                listen: "127.0.0.1:0".parse().expect("an address"),
                workload: pki.workload_files(folder.path(), WorkloadName::Notifications),
                actor_key,
                limits: Limits::default(),
            },
            database: database.config.clone(),
            peers: Addresses { accounts, claims },
            smtp,
            links: Links {
                portal_url: "https://portal.nekonote.example.jp/".into(),
                help_url: "https://help.nekonote.example.jp/mail".into(),
            },
            look_every: Duration::from_millis(20),
            sealing,
            telemetry: chassis::Telemetry::default(),
            ntp: chassis::Ntp::default(),
            residency: Residency::development(),
        };
        let service = service(&config, &clock).await;
        let address = service.address().expect("it listens").to_string();
        running.push(service);
        let (clinic, insurer) = (
            actor(OrganisationKind::Clinic, Role::ClaimsClerk),
            actor(OrganisationKind::Insurer, Role::Adjuster),
        );
        let world = Self {
            clock,
            database,
            peers,
            sink,
            pki,
            config,
            clinic,
            insurer,
            folder,
            signer,
            running,
            address,
        };
        world.set_members(&world.insurer, "claim_decide", &ADJUSTERS);
        world.set_members(&world.clinic, "claim_submit", &CLERKS);
        world
    }

    /// Its database, beside it.
    pub async fn store(&self) -> store::Store {
        store::Store::open::<Migrator>(&self.database.config).await.expect("a database")
    }

    /// The keys, as another process of notifications has them.
    pub async fn keys(&self) -> envelope::Keyring {
        let store = self.store().await;
        let keys = self.config.sealing.open("notifications", false, &store, Arc::new(self.clock.clone()));
        keys.await.expect("a KMS")
    }

    /// Where the files of the service lie.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Another replica on the same database.
    pub async fn add_replica(&mut self) {
        self.running.push(service(&self.config, &self.clock).await);
    }

    pub fn set_members(&self, of: &Actor, permission: &str, addresses: &[&str]) {
        let account =
            |email: &&str| MailAddress { account_id: account(email).to_string(), email: (*email).into() };
        let answer = ListMailAddressesResponse {
            addresses: addresses.iter().map(account).collect(),
            organisation_name: "みどり保険株式会社".into(),
            organisation_phone: "0120-000-111".into(),
        };
        let key = (of.organisation.to_string(), permission.to_owned());
        self.peers.known.lock().unwrap().members.insert(key, answer);
    }

    /// Claims tells that something happened to a new claim.
    pub fn happens(&self, kind: &str, policyholder: &str) -> (ClaimId, Fact) {
        let claim = ClaimId::generate();
        let context = GetMailContextResponse {
            receipt_number: "26-000123-4".into(),
            policyholder_email: policyholder.into(),
            insurer_id: self.insurer.organisation.to_string(),
            clinic_id: self.clinic.organisation.to_string(),
        };
        self.peers.known.lock().unwrap().claims.insert(claim.to_string(), context);
        (claim, self.tell_of(claim, kind))
    }

    /// Claims tells that something happened to a claim.
    pub fn tell_of(&self, claim: ClaimId, kind: &str) -> Fact {
        let fact = fact(kind, claim, &[&self.insurer, &self.clinic]);
        self.peers.tell(fact.clone());
        fact
    }

    pub async fn channel(&self, name: WorkloadName) -> Channel {
        let files = self.pki.workload_files(self.folder.path(), name);
        let workload = Workload::open(&files).await.expect("a workload");
        identity::channel(&workload, &self.address, "notifications").expect("an address")
    }

    pub async fn gateway(&self) -> NotificationsServiceClient<Channel> {
        NotificationsServiceClient::new(self.channel(WorkloadName::Gateway).await)
    }

    /// A request on behalf of an actor.
    pub fn by<T>(&self, actor: &Actor, message: T) -> Request<T> {
        let signed = self.signer.sign(actor, "notifications", &"00".repeat(32), self.clock.now());
        with_actor(Request::new(message), &signed).expect("a signed actor")
    }

    pub async fn list(&self, actor: &Actor, subject: &str) -> Result<Vec<pb::Delivery>, Fault> {
        let request =
            pb::ListDeliveriesRequest { subject_id: subject.into(), limit: 100, cursor: String::new() };
        let answer = self.gateway().await.list_deliveries(self.by(actor, request)).await.map_err(fault)?;
        Ok(answer.into_inner().deliveries)
    }

    /// The claim's deliveries, as the operator sees them, once they are all in that state.
    pub async fn settled(&self, claim: ClaimId, count: usize, state: pb::DeliveryState) -> Vec<pb::Delivery> {
        self.until(claim, |all| all.len() == count && all.iter().all(|one| one.state() == state)).await
    }

    /// The claim's deliveries once they fulfil a condition.
    pub async fn until(&self, claim: ClaimId, enough: impl Fn(&[pb::Delivery]) -> bool) -> Vec<pb::Delivery> {
        let (operator, subject) = (operator(), claim.to_string());
        eventually("deliveries settle", async || {
            enough(&self.list(&operator, &subject).await.expect("a list"))
        })
        .await;
        self.list(&operator, &subject).await.expect("a list")
    }

    /// The first facts that the service tells.
    pub async fn facts(&self, count: usize) -> Vec<Fact> {
        testkit::told(self.channel(WorkloadName::Timeline).await, count).await
    }

    pub async fn stop(self) {
        for running in self.running.into_iter().rev() {
            running.stop().await.expect("drained");
        }
    }
}

async fn service(config: &Config, clock: &FixedClock) -> Running {
    let process = Process::new("notifications").with_clock(Arc::new(clock.clone()));
    notifications::start(config.clone(), process).await.expect("the service starts")
}

pub fn operator() -> Actor {
    actor(OrganisationKind::Operator, Role::Operations)
}

/// The account behind an address; the same each time.
pub fn account(email: &str) -> AccountId {
    let mut bytes = [7; 16];
    email
        .bytes()
        .enumerate()
        .for_each(|(place, byte)| bytes[place % 16] ^= byte.rotate_left(place as u32 / 16));
    AccountId::from(Uuid::from_bytes(bytes))
}

fn fact(kind: &str, claim: ClaimId, concerning: &[&Actor]) -> Fact {
    let resource = Resource { kind: "claim".into(), id: claim.to_string(), reference: "26-000123-4".into() };
    Fact {
        id: FactId::generate().to_string(),
        position: 0,
        kind: kind.into(),
        occurred_at: Some(proto::Timestamp { seconds: 1_790_000_000, nanos: 0 }),
        operator: Some(proto::feed::v1::Operator { kind: 3, ..Default::default() }),
        subject: Some(resource),
        related: vec![],
        organisation_ids: concerning.iter().map(|actor| actor.organisation.to_string()).collect(),
        changes: vec![],
        traceparent: String::new(),
    }
}

pub fn fault(status: Status) -> Fault {
    Fault::from(status)
}
