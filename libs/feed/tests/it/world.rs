//! A source and a follower with a database each, and the source's feed behind mutual TLS.

use std::{net::SocketAddr, sync::Arc};

use chassis::{Limits, Process, Server, Serving};
use chrono::Utc;
use feed::{Fact, Feed, Follow, Operator, Resource};
use identity::{ActorSigner, Caller, OrganisationKind, Rule, Workload, WorkloadFiles, WorkloadName};
use ids::OrganisationId;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::prelude::*;
use store::{MigratorTrait, Scope, Store, Tx, schema};
use tempfile::TempDir;
use testkit::{Engine, TestDatabase, database, pki};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::effect::Note;

const RULES: &[Rule] = &[Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Timeline])];

pub struct World {
    pub source: Store,
    pub follower: Store,
    pub stop: CancellationToken,
    files: WorkloadFiles,
    channel: tonic::transport::Channel,
    address: SocketAddr,
    serving: Option<(CancellationToken, Serving)>,
    folder: TempDir,
    _databases: [TestDatabase; 2],
}

impl World {
    pub async fn start(engine: Engine) -> Self {
        identity::install_provider();
        let (pki, folder) = (pki(), TempDir::new().unwrap());
        let databases = [
            database::<Migrator>(engine, "feed").await.unwrap(),
            database::<Migrator>(engine, "feed").await.unwrap(),
        ];
        let source = Store::open::<Migrator>(&databases[0].config).await.unwrap();
        let follower = Store::open::<Migrator>(&databases[1].config).await.unwrap();
        std::fs::write(folder.path().join("actor.pub"), ActorSigner::generate().unwrap().public_key())
            .unwrap();
        let files = pki.workload_files(folder.path(), WorkloadName::Labels);
        let timeline =
            Workload::open(&pki.workload_files(folder.path(), WorkloadName::Timeline)).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let channel = identity::channel(&timeline, &address.to_string(), "labels").unwrap();
        let stop = CancellationToken::new();
        let mut world = Self {
            source,
            follower,
            stop,
            files,
            channel,
            address,
            serving: None,
            folder,
            _databases: databases,
        };
        world.serve(listener).await;
        world
    }

    /// The source goes down: its sequencer and its server.
    pub async fn stop_source(&mut self) {
        let (stop, serving) = self.serving.take().unwrap();
        stop.cancel();
        serving.drained().await.unwrap();
    }

    /// The source comes back at its address.
    pub async fn start_source(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener).await;
    }

    /// A follower of the source; stops with the world.
    pub fn follow(&self, effect: &Arc<Note>) -> tokio::task::JoinHandle<()> {
        tokio::spawn(feed::follow(Follow {
            store: self.follower.clone(),
            channel: self.channel.clone(),
            source: "labels",
            effect: effect.clone(),
            shutdown: self.stop.clone(),
        }))
    }

    /// Begins a request's transaction in the source.
    pub async fn begin(&self, organisation: OrganisationId) -> Tx {
        begin(&self.source, organisation).await
    }

    /// Tells facts in a transaction each.
    pub async fn tell(&self, facts: &[Fact]) {
        for fact in facts {
            let tx = self.begin(fact.organisations[0]).await;
            feed::tell(&tx, fact).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    /// What has taken effect, in the order in which it did: positions and ids.
    pub async fn taken(&self) -> Vec<(i64, String)> {
        let tx = self.follower.read(Scope::Platform("test"), "taken").await.unwrap();
        let rows = query(&tx, "SELECT position, fact FROM taken ORDER BY place").await;
        rows.iter()
            .map(|row| (row.try_get("", "position").unwrap(), row.try_get("", "fact").unwrap()))
            .collect()
    }

    /// Where the cursor stands.
    pub async fn cursor(&self) -> i64 {
        let tx = self.follower.read(Scope::Platform("test"), "cursor").await.unwrap();
        let rows = query(&tx, "SELECT position FROM cursors WHERE source = 'labels'").await;
        rows.first().map_or(0, |row| row.try_get("", "position").unwrap())
    }

    /// Rows of the source's outbox, and the highest position among them.
    pub async fn told(&self) -> (i64, i64) {
        let tx = self.source.read(Scope::Platform("test"), "told").await.unwrap();
        let rows =
            query(&tx, "SELECT count(*) AS many, coalesce(max(position), 0) AS last FROM outbox").await;
        (rows[0].try_get("", "many").unwrap(), rows[0].try_get("", "last").unwrap())
    }

    async fn serve(&mut self, listener: TcpListener) {
        let process = Process::new("labels");
        let server = Server {
            listen: self.address,
            workload: self.files.clone(),
            actor_key: self.folder.path().join("actor.pub"),
            limits: Limits::default(),
        };
        let workload = Workload::open(&self.files).await.unwrap();
        let feed = Feed::open(self.source.clone(), process.shutdown.clone());
        let routes = tonic::service::Routes::new(feed.server());
        let serving = chassis::serve(&process, &server, &workload, listener, routes, RULES).await.unwrap();
        self.serving = Some((process.shutdown, serving));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub async fn begin(store: &Store, organisation: OrganisationId) -> Tx {
    let scope = Scope::organisation(organisation, OrganisationKind::Clinic);
    store.begin(scope, "test").await.unwrap()
}

/// A fact that concerns some organisations.
pub fn fact(kind: &str, organisations: &[OrganisationId]) -> Fact {
    let fact = Fact::new(kind, Utc::now(), Operator::system(), Resource::new("thing", 1));
    organisations.iter().fold(fact, |fact, organisation| fact.concerning(*organisation))
}

/// The ids of facts.
pub fn ids(facts: &[Fact]) -> Vec<String> {
    facts.iter().map(|fact| fact.id.to_string()).collect()
}

async fn query(tx: &Tx, sql: &str) -> Vec<sea_orm::QueryResult> {
    let backend = if tx.is_postgres() { DbBackend::Postgres } else { DbBackend::Sqlite };
    tx.connection().query_all_raw(Statement::from_string(backend, sql)).await.unwrap()
}

/// The store's tables, the feed's, and one of the follower's own.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = store::migrations();
        all.extend(feed::migrations());
        all.push(Box::new(Taken));
        all
    }
}

struct Taken;

impl MigrationName for Taken {
    fn name(&self) -> &'static str {
        "m0001_taken"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Taken {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("taken")
            .col(ColumnDef::new("place").big_integer().not_null().primary_key())
            .col(ColumnDef::new("position").big_integer().not_null())
            .col(ColumnDef::new("fact").text().not_null());
        manager.create_table(table).await?;
        schema::platform(manager, "taken").await
    }
}
