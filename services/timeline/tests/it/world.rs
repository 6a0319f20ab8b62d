//! A running timeline that follows services which tell what the test wants.

use std::sync::Arc;

use calendar::Clock as _;
use chassis::{Limits, Process, Residency, Running, Server};
use fault::Fault;
use identity::{Actor, ActorSigner, OrganisationKind, Role, Workload, WorkloadName, with_actor};
use ids::FactId;
use proto::{
    Timestamp,
    feed::v1::{Change, Fact, Operator, OperatorKind, Resource},
    timeline::v1::{self as pb, timeline_service_client::TimelineServiceClient},
};
use tempfile::TempDir;
pub use testkit::actor;
use testkit::{Engine, FixedClock, Pki, TestDatabase, eventually};
use timeline::{Config, Peers, migrations::Migrator};
use tonic::{Request, Status, transport::Channel};
use uuid::Uuid;

use crate::sources::Sources;

pub struct World {
    pub clock: FixedClock,
    pub database: TestDatabase,
    pub sources: Sources,
    pki: Pki,
    folder: TempDir,
    signer: ActorSigner,
    running: Option<Running>,
    address: String,
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        identity::install_provider();
        let database = testkit::database::<Migrator>(engine, "timeline").await.expect("a database");
        let (pki, folder) = (testkit::pki(), TempDir::new().expect("a folder"));
        let (clock, signer) = (FixedClock::here(), ActorSigner::generate().expect("a key"));
        let actor_key = folder.path().join("actor.key");
        std::fs::write(&actor_key, signer.public_key()).expect("the folder is writable");
        let sources = Sources::start(&pki, folder.path(), &actor_key).await;
        let config = Config {
            server: Server {
                listen: "127.0.0.1:0".parse().expect("an address"),
                workload: pki.workload_files(folder.path(), WorkloadName::Timeline),
                actor_key,
                limits: Limits::default(),
            },
            database: database.config.clone(),
            peers: peers(&sources),
            telemetry: chassis::Telemetry::default(),
            ntp: chassis::Ntp::default(),
            residency: Residency::development(),
        };
        let process = Process::new("timeline").with_clock(Arc::new(clock.clone()));
        let running = timeline::start(config, process).await.expect("the service starts");
        let address = running.address().expect("it listens").to_string();
        Self { clock, database, sources, pki, folder, signer, running: Some(running), address }
    }

    /// The service as this workload reaches it.
    pub async fn channel(&self, name: WorkloadName) -> Channel {
        let files = self.pki.workload_files(self.folder.path(), name);
        let workload = Workload::open(&files).await.expect("a workload");
        identity::channel(&workload, &self.address, "timeline").expect("an address")
    }

    pub async fn gateway(&self) -> TimelineServiceClient<Channel> {
        TimelineServiceClient::new(self.channel(WorkloadName::Gateway).await)
    }

    /// A request on behalf of an actor.
    pub fn by<T>(&self, actor: &Actor, message: T) -> Request<T> {
        let signed = self.signer.sign(actor, "timeline", &"00".repeat(32), self.clock.now());
        with_actor(Request::new(message), &signed).expect("a signed actor")
    }

    pub async fn list(&self, actor: &Actor, filter: pb::EntryFilter) -> Result<Vec<pb::Entry>, Fault> {
        let request = pb::ListEntriesRequest { filter: Some(filter), limit: 100, cursor: String::new() };
        let answer = self.gateway().await.list_entries(self.by(actor, request)).await.map_err(fault)?;
        Ok(answer.into_inner().entries)
    }

    /// The actor's timeline once it has so many entries.
    pub async fn settled(&self, actor: &Actor, count: usize) -> Vec<pb::Entry> {
        let enough =
            async || self.list(actor, pb::EntryFilter::default()).await.expect("a list").len() >= count;
        eventually("entries arrive", enough).await;
        self.list(actor, pb::EntryFilter::default()).await.expect("a list")
    }

    pub async fn stop(mut self) {
        let running = self.running.take().expect("still running");
        running.stop().await.expect("drained");
        self.sources.stop().await;
    }
}

fn peers(sources: &Sources) -> Peers {
    Peers {
        accounts: sources.address("accounts"),
        labels: sources.address("labels"),
        claims: sources.address("claims"),
        notifications: sources.address("notifications"),
        timeline: None,
    }
}

pub fn clerk() -> Actor {
    actor(OrganisationKind::Clinic, Role::ClaimsClerk)
}

pub fn adjuster() -> Actor {
    actor(OrganisationKind::Insurer, Role::Adjuster)
}

pub fn support() -> Actor {
    actor(OrganisationKind::Operator, Role::Support)
}

/// A fact by an actor that concerns organisations.
pub fn fact(kind: &str, by: &Actor, seconds: i64, concerning: &[&Actor]) -> Fact {
    let resource =
        |kind: &str| Resource { kind: kind.into(), id: Uuid::now_v7().to_string(), reference: String::new() };
    Fact {
        id: FactId::generate().to_string(),
        position: 0,
        kind: kind.into(),
        occurred_at: Some(Timestamp { seconds: 1_790_000_000 + seconds, nanos: 123_456_000 }),
        operator: Some(Operator {
            kind: OperatorKind::Account.into(),
            id: by.id.to_string(),
            organisation_id: by.organisation.to_string(),
            roles: by.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            certificate_serial: by.certificate_serial.clone(),
        }),
        subject: Some(resource("claim")),
        related: vec![resource("label")],
        organisation_ids: concerning.iter().map(|actor| actor.organisation.to_string()).collect(),
        changes: vec![Change {
            field: "status".into(),
            before: "draft".into(),
            after: "submitted".into(),
            withheld: false,
        }],
        traceparent: String::new(),
    }
}

pub fn fault(status: Status) -> Fault {
    Fault::from(status)
}
