#![doc = include_str!("../README.md")]

pub mod app;
pub mod config;
pub mod domain;
pub mod facts;
pub mod grpc;
pub mod migrations;
mod smtp;
mod store;

use std::sync::Arc;

use anyhow::Context as _;
use chassis::{Process, Running};
use custody::Custody;
use envelope::{Keyring, Opening, Who};
use feed::{Feed, Follow};
use identity::Workload;
use tokio::net::TcpListener;

pub use crate::{
    app::import_organisation,
    config::{Config, Links, Peers, Smtp},
};
use crate::{
    app::{App, QueueMails},
    grpc::peers::PeerDirectory,
    migrations::Migrator,
    smtp::SmtpPost,
};

/// Starts notifications: open, dial, build, serve, drain.
///
/// # Errors
/// When a file, the database or an address cannot be used.
pub async fn start(config: Config, process: Process) -> anyhow::Result<Running> {
    let (clock, shutdown) = (process.clock.clone(), process.shutdown.clone());
    // open
    let workload = Workload::open(&config.server.workload).await.context("server.workload")?;
    let store = ::store::Store::open::<Migrator>(&config.database).await.context("database")?;
    let is_production = config.residency.is_production();
    let keys = config.sealing.open("notifications", is_production, &store, clock.clone()).await;
    let keys = keys.context("sealing")?;
    let post = open_post(&config, &keys).await?;
    // dial
    let accounts =
        identity::channel(&workload, &config.peers.accounts, "accounts").context("peers.accounts")?;
    let claims = identity::channel(&workload, &config.peers.claims, "claims").context("peers.claims")?;
    let directory = Arc::new(PeerDirectory::new(accounts, claims.clone()));
    // build
    let feed = Feed::open(store.clone(), shutdown.clone());
    let effect = Arc::new(QueueMails::new(clock.clone()));
    let follow = Follow {
        store: store.clone(),
        channel: claims,
        source: "claims",
        effect,
        shutdown: shutdown.clone(),
    };
    let app = App::new(store, clock, directory, Arc::new(post), config.links);
    // serve
    let listener = TcpListener::bind(config.server.listen).await.context("server.listen")?;
    let (routes, rules) = (grpc::routes(app.clone(), Custody::new(keys), &feed), &grpc::access::RULES);
    let serving = chassis::serve(&process, &config.server, &workload, listener, routes, rules).await?;
    workload.watch(shutdown.clone());
    // drain
    let running = Running::new(&process).with_server(serving);
    Ok(running
        .with_task("claims", feed::follow(follow))
        .with_task("mails", app.work(config.look_every, shutdown)))
}

/// The key is forgotten as soon as the password is open: nothing else here is sealed.
async fn open_post(config: &Config, keys: &Keyring) -> anyhow::Result<SmtpPost> {
    const OPENING: Opening = Opening { who: Who::Platform("notifications"), why: "start" };
    let password = match &config.smtp.password_file {
        Some(file) => Some(keys.open_secret(config::SMTP_PASSWORD, file, &OPENING).await?),
        None => None,
    };
    keys.forget(envelope::platform());
    SmtpPost::open(&config.smtp, password.as_ref()).context("smtp")
}
