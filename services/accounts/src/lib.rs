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
use chassis::{Process, Running};
use feed::Feed;
use identity::{ActorSigner, Workload};
use tokio::net::TcpListener;

use self::{app::App, authority::Authority, hasher::Hasher};
pub use self::{app::PLATFORM, config::Config, grpc::access::RULES, migrations::Migrator};

/// Starts accounts: open, dial, build, serve, drain. It calls nobody, so there is nobody to dial.
///
/// # Errors
/// When a key, the database or the address cannot be used.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    // open
    let workload = Workload::open(&config.server.workload).await.context("server.workload")?;
    let authority = Authority::open(&config.client_ca).context("client_ca")?;
    let signer = ActorSigner::open(&config.actor_signing_key).context("actor_signing_key")?;
    let store = ::store::Store::open::<Migrator>(&config.database).await.context("database")?;
    let is_production = config.residency.is_production();
    let keys = config.sealing.open("accounts", is_production, &store, process.clock.clone()).await;
    let keys = keys.context("sealing")?;
    // dial: nobody
    // build
    let feed = Feed::open(store.clone(), process.shutdown.clone());
    let hasher = Hasher::try_new().context("password hashing")?;
    let app = App::new(store, keys.clone(), process.clock.clone(), hasher, authority, signer);
    let routes = grpc::routes(app, &feed);
    // serve
    let listener = TcpListener::bind(config.server.listen).await.context("server.listen")?;
    let serving = chassis::serve(&process, &config.server, &workload, listener, routes, RULES).await?;
    // drain
    let watch = workload.watch(process.shutdown.clone());
    let shutdown = process.shutdown.clone();
    let wipe = async move { keys.wipe(shutdown).await };
    let running = Running::new(&process).with_server(serving);
    Ok(running.with("workload certificates", watch).with_task("wipe keys", wipe))
}
