#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod facts;
pub mod grpc;
pub mod migrations;
mod store;

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use ::store::Store;
use anyhow::Context as _;
use chassis::{Process, Running};
use feed::{Feed, Follow};
use identity::Workload;
use tokio::net::TcpListener;

pub use crate::{
    app::import_organisation,
    config::{Config, Peers},
};
use crate::{
    app::{App, RecordFact},
    migrations::Migrator,
};

/// Starts timeline: open, dial, build, serve, drain.
///
/// # Errors
/// When a file, the database or an address cannot be used.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    // open
    let workload = Workload::open(&config.server.workload).await.context("server.workload")?;
    let store = Store::open::<Migrator>(&config.database).await.context("database")?;
    let listener = TcpListener::bind(config.server.listen).await.context("server.listen")?;
    // dial: itself too, for an inspection is a fact as any other
    let own = own_address(listener.local_addr()?).to_string();
    let follows = config
        .peers
        .sources(&own)
        .map(|(source, address)| follow(&process, &store, &workload, source, address));
    let follows = follows.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    // build
    let feed = Feed::open(store.clone(), process.shutdown.clone());
    let app = App::new(store, process.clock.clone());
    // serve
    let (routes, rules) = (grpc::routes(app, &feed), &grpc::access::RULES);
    let serving = chassis::serve(&process, &config.server, &workload, listener, routes, rules).await?;
    workload.watch(process.shutdown.clone());
    // drain
    let running = Running::new(&process).with_server(serving);
    Ok(follows
        .into_iter()
        .fold(running, |running, follow| running.with_task(follow.source, feed::follow(follow))))
}

fn follow(
    process: &Process,
    store: &Store,
    workload: &Workload,
    source: &'static str,
    address: &str,
) -> anyhow::Result<Follow> {
    let channel = identity::channel(workload, address, source).with_context(|| format!("peers.{source}"))?;
    let (store, shutdown) = (store.clone(), process.shutdown.clone());
    Ok(Follow { store, channel, source, effect: Arc::new(RecordFact), shutdown })
}

/// Where this process reaches itself; a certificate is for a host and not for "any address".
fn own_address(listen: SocketAddr) -> SocketAddr {
    match listen {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}
