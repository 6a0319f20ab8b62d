#![doc = include_str!("../README.md")]

mod app;
mod authority;
pub mod config;
mod domain;
mod facts;
mod grpc;
mod hasher;
mod migrations;
mod store;

use anyhow::Context;
use attestation::Attestor;
use chassis::{Process, Running};
use custody::Custody;
use envelope::{Keyring, Opening, Who};
use feed::Feed;
use identity::{ActorSigner, Workload};
use tokio::net::TcpListener;

pub use self::{
    app::PLATFORM, config::Config, grpc::access::RULES, migrations::Migrator, store::reseal::SEALED_TABLES,
};
use self::{
    app::{App, Secrets},
    authority::Authority,
    hasher::Hasher,
};

/// Starts accounts: open, dial, build, serve, drain. It calls nobody, so there is nobody to dial.
///
/// # Errors
/// When a key, the database or the address cannot be used.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    // open
    let workload = Workload::open(&config.server.workload).await.context("server.workload")?;
    let store = ::store::Store::open::<Migrator>(&config.database).await.context("database")?;
    let is_production = config.residency.is_production();
    let keys = config.sealing.open("accounts", is_production, &store, process.clock.clone()).await;
    let keys = keys.context("sealing")?;
    let secrets = open_secrets(&config, &keys).await?;
    // dial: nobody
    // build
    let feed = Feed::open(store.clone(), process.shutdown.clone());
    let hasher = Hasher::try_new().context("password hashing")?;
    let app = App::new(store, keys.clone(), process.clock.clone(), hasher, secrets, config.backups);
    let erasing = app.clone().keep_erasing(process.shutdown.clone());
    let routes = grpc::routes(app, Custody::new(keys.clone()), &feed);
    // serve
    let listener = TcpListener::bind(config.server.listen).await.context("server.listen")?;
    let serving = chassis::serve(&process, &config.server, &workload, listener, routes, RULES).await?;
    // drain
    let watch = workload.watch(process.shutdown.clone());
    let shutdown = process.shutdown.clone();
    let wipe = async move { keys.wipe(shutdown).await };
    let running = Running::new(&process).with_server(serving);
    let running = running.with("workload certificates", watch).with_task("wipe keys", wipe);
    Ok(running.with_task("erasures", erasing))
}

/// Without its secrets accounts does not start: whoever started it does so again.
async fn open_secrets(config: &Config, keys: &Keyring) -> anyhow::Result<Secrets> {
    const OPENING: Opening = Opening { who: Who::Platform("accounts"), why: "start" };
    let client_ca = keys.open_secret(config::CLIENT_CA_KEY, &config.client_ca.key, &OPENING).await?;
    let signing = keys.open_secret(config::ACTOR_SIGNING_KEY, &config.actor_signing_key, &OPENING).await?;
    let authority = Authority::open(&config.client_ca, &client_ca).context("client_ca")?;
    let signer = ActorSigner::from_pem(signing.expose()).context("actor_signing_key")?;
    let attesting = keys.open_secret(config::ATTESTATION_KEY, &config.attestation.key, &OPENING).await?;
    let attestor =
        Attestor::from_pem(attesting.expose(), &config.attestation.issuer).context("attestation.key")?;
    Ok(Secrets { authority, signer, attestor })
}
