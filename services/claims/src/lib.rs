#![doc = include_str!("../README.md")]

mod app;
mod blobs;
mod config;
mod domain;
mod facts;
mod grpc;
mod migrations;
mod store;

use std::sync::Arc;

use anyhow::Context as _;
use attestation::Attestor;
use calendar::Clock;
use chassis::{Process, Running};
use custody::Custody;
use envelope::{Keyring, Opening, Who};
use identity::Workload;
use tokio::net::TcpListener;

pub use self::store::reseal::SEALED_TABLES;
pub use app::{Importer, PLATFORM};
pub use config::{
    ATTESTATION_KEY, Attestation, BlobStore, BlobsConfig, Bucket, Config, Folder, Peers, SECRETS,
};
pub use domain::{acceptance, benefit, plan, reason, treatment};
pub use grpc::access::RULES;
pub use migrations::Migrator;

/// Starts the service: open, dial, build, serve, drain.
///
/// # Errors
/// When database, blobs, certificates or address cannot be had.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    // open
    let store = ::store::Store::open::<Migrator>(&config.database).await?;
    let keys = config
        .sealing
        .open("claims", config.residency.is_production(), &store, Arc::clone(&process.clock))
        .await?;
    let attestor = open_attestor(&config, &keys).await?;
    let blobs = blobs::Blobs::open(&config.blobs.store, config.residency.is_production())?;
    let workload = Workload::open(&config.server.workload).await?;
    let listener = TcpListener::bind(config.server.listen).await?;
    // dial
    let labels = identity::channel(&workload, &config.peers.labels, "labels")?;
    let accounts = identity::channel(&workload, &config.peers.accounts, "accounts")?;
    // build
    let names = Arc::new(grpc::peers::Accounts::new(accounts.clone()));
    let app = app::App {
        store: store.clone(),
        keys: keys.clone(),
        blobs,
        clock: Arc::clone(&process.clock),
        attestor,
        backups: config.backups,
        names,
        submitted: Arc::new(tokio::sync::Notify::new()),
    };
    let feed = feed::Feed::open(store.clone(), process.shutdown.clone());
    let follow_labels = feed::Follow {
        store,
        channel: labels,
        source: app::LABELS,
        effect: Arc::new(app::FollowLabels),
        shutdown: process.shutdown.clone(),
    };
    let follow_accounts = feed::Follow {
        channel: accounts,
        source: app::ACCOUNTS,
        effect: Arc::new(app::FollowAccounts(keys.clone())),
        ..follow_labels.clone()
    };
    // serve
    let serving = chassis::serve(
        &process,
        &config.server,
        &workload,
        listener,
        grpc::routes(app.clone(), Custody::new(keys.clone()), &feed),
        RULES,
    )
    .await?;
    workload.watch(process.shutdown.clone());
    // drain
    let shutdown = process.shutdown.clone();
    let running = Running::new(&process).with_server(serving);
    let wipe = async move { keys.wipe(shutdown).await };
    let bury = app.clone().keep_burying(config.bury_every, process.shutdown.clone());
    let clock = app.clone().keep_subject_clock(config.subject_clock_every, process.shutdown.clone());
    let check = app.clone().keep_checking(config.check_every, process.shutdown.clone());
    let sweep = app.keep_swept(config.blobs.sweep_every, process.shutdown.clone());
    Ok(running
        .with_task("follow labels", feed::follow(follow_labels))
        .with_task("follow accounts", feed::follow(follow_accounts))
        .with_task("bury erased organisations", bury)
        .with_task("subject clock", clock)
        .with_task("check claims", check)
        .with_task("sweep documents", sweep)
        .with_task("wipe keys", wipe))
}

/// What brings an organisation's archive back, beside the service while it runs.
///
/// # Errors
/// When database, keys or blobs cannot be had.
pub async fn open_importer(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Importer> {
    let is_production = config.residency.is_production();
    let store = ::store::Store::open::<Migrator>(&config.database).await.context("database")?;
    let keys = config.sealing.open("claims", is_production, &store, Arc::clone(&clock)).await?;
    let blobs = blobs::Blobs::open(&config.blobs.store, is_production).context("blobs")?;
    Ok(Importer { store, keys, blobs, clock })
}

/// Without its key claims does not start: it could not answer a data subject.
async fn open_attestor(config: &Config, keys: &Keyring) -> anyhow::Result<Attestor> {
    const OPENING: Opening = Opening { who: Who::Platform("claims"), why: "start" };
    let key = keys.open_secret(config::ATTESTATION_KEY, &config.attestation.key, &OPENING).await?;
    Attestor::from_pem(key.expose(), &config.attestation.issuer).context("attestation.key")
}
