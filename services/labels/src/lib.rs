#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod facts;
pub mod grpc;
pub mod migrations;
mod store;

use std::sync::Arc;

use anyhow::Context as _;
use chassis::{Process, Running};
use feed::Feed;
use identity::Workload;
use tokio::net::TcpListener;

pub use crate::{
    app::import_organisation,
    config::{Config, Peers},
};
use crate::{
    app::{App, FollowAccounts},
    migrations::Migrator,
};

/// Starts labels: open, dial, build, serve, drain.
///
/// # Errors
/// When a file, the database or the address cannot be used.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    // open
    let workload = Workload::open(&config.server.workload).await.context("server.workload")?;
    let store = ::store::Store::open::<Migrator>(&config.database).await.context("database")?;
    // dial
    let accounts = identity::channel(&workload, &config.peers.accounts, "accounts")?;
    // build
    let feed = Feed::open(store.clone(), process.shutdown.clone());
    let follow = feed::Follow {
        store: store.clone(),
        channel: accounts,
        source: app::ACCOUNTS,
        effect: Arc::new(FollowAccounts),
        shutdown: process.shutdown.clone(),
    };
    let app = App::new(store, process.clock.clone());
    // serve
    let listener = TcpListener::bind(config.server.listen).await.context("server.listen")?;
    let (routes, rules) = (grpc::routes(app, &feed), &grpc::access::RULES);
    let serving = chassis::serve(&process, &config.server, &workload, listener, routes, rules).await?;
    workload.watch(process.shutdown.clone());
    // drain
    Ok(Running::new(&process).with_server(serving).with_task("follow accounts", feed::follow(follow)))
}
