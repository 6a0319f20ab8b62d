//! The accept loop: counts connections, shakes hands, and hands each connection to its own task.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use axum::Router;
use rustls::{ServerConfig, server::Acceptor};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_rustls::{LazyConfigAcceptor, server::TlsStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Face, Limits, ServerIdentity, Trust, connection, files,
    places::{Place, Places},
    tls,
};
use crate::{Names, problem::Notebook};

/// How often the public face's certificate is read again.
const RENEWAL: Duration = Duration::from_secs(3600);

/// The door, ready to be opened.
#[derive(Clone)]
pub struct Edge {
    pub(super) limits: Limits,
    pub(super) names: Arc<Names>,
    pub(super) trust: Arc<Trust>,
    public: Arc<ArcSwap<ServerConfig>>,
    public_identity: ServerIdentity,
    pub(super) portal_routes: Router,
    pub(super) public_routes: Router,
    pub(super) shutdown: CancellationToken,
    pub(super) notebook: Notebook,
    places: Places,
}

impl Edge {
    /// A door with its two faces.
    ///
    /// # Errors
    /// When the public face's certificate cannot be read.
    pub fn try_new(
        limits: Limits,
        names: Arc<Names>,
        trust: Arc<Trust>,
        public: ServerIdentity,
        (portal_routes, public_routes): (Router, Router),
        notebook: Notebook,
        shutdown: CancellationToken,
    ) -> anyhow::Result<Self> {
        files::ask_for_enough(&limits);
        let config = Arc::new(ArcSwap::new(tls::public(&public)?));
        Ok(Self {
            limits,
            names,
            trust,
            public: config,
            public_identity: public,
            portal_routes,
            public_routes,
            shutdown,
            notebook,
            places: Places::new(&limits),
        })
    }

    /// Serves until shutdown, then lets requests under way finish.
    pub async fn serve(self, listener: TcpListener) {
        let tasks = TaskTracker::new();
        let mut renewal = tokio::time::interval(RENEWAL);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = renewal.tick() => {
                    self.renew();
                    continue;
                }
                () = self.shutdown.cancelled() => break,
            };
            match accepted {
                Ok((tcp, address)) => {
                    if let Some(place) = self.places.take(address.ip()) {
                        tasks.spawn(self.clone().welcome(tcp, address, place));
                    }
                }
                Err(error) => self.rest(&error).await,
            }
        }
        drop(listener);
        tasks.close();
        if timeout(self.limits.drain, tasks.wait()).await.is_err() {
            tracing::warn!(connections = tasks.len(), "connections were cut at the end");
        }
    }

    async fn welcome(self, tcp: TcpStream, address: SocketAddr, place: Place) {
        let _ = tcp.set_nodelay(true);
        match timeout(self.limits.handshake, self.shake_hands(tcp)).await {
            Ok(Ok((tls, face))) => connection::serve(&self, tls, face, address).await,
            Ok(Err(error)) => tracing::info!(peer = %address.ip(), %error, "handshake refused"),
            Err(_) => tracing::info!(peer = %address.ip(), "handshake too slow"),
        }
        drop(place);
    }

    async fn shake_hands(&self, tcp: TcpStream) -> io::Result<(TlsStream<TcpStream>, Face)> {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), tcp).await?;
        let face = self.names.face(hello.client_hello().server_name());
        let config = match face {
            Face::Public => self.public.load_full(),
            Face::Portal => {
                self.trust.config().ok_or_else(|| io::Error::other("no current revocation list"))?
            }
        };
        Ok((hello.into_stream(config).await?, face))
    }

    /// The public face's certificate may have been renewed; the portal's is read with each new revocation list.
    fn renew(&self) {
        match tls::public(&self.public_identity) {
            Ok(config) => self.public.store(config),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the public certificate cannot be read again")
            }
        }
    }

    /// Out of file descriptors, mostly: a pause is all that helps.
    async fn rest(&self, error: &io::Error) {
        tracing::warn!(%error, "accept failed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
