//! A client that may do everything wrong: any certificate, any name, raw bytes.

use std::{io, net::SocketAddr, pin::pin, sync::Arc};

use axum::body::Bytes;
use futures::FutureExt as _;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::{
    http1::{self, SendRequest},
    http2,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
    sign::{CertifiedKey, SingleCertAndKey},
};
use serde_json::Value;
use testkit::Leaf;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::sync::CancellationToken;

use crate::world::World;

/// Who connects, and how.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    pub config: Arc<ClientConfig>,
}

/// An open HTTP/1.1 connection.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    ended: CancellationToken,
    host: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub fn new(world: &World, device: Option<&Leaf>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(world.pki.edge.der().clone()).unwrap();
        let builder = ClientConfig::builder().with_root_certificates(roots);
        let config = match device {
            Some(device) => builder.with_client_auth_cert(device.chain(), device.key()).unwrap(),
            None => builder.with_no_client_auth(),
        };
        Self { address: world.address, config: Arc::new(config) }
    }

    /// A client that shows any chain and any key, whether they fit or not, in one version of TLS.
    pub fn presenting(
        world: &World,
        chain: Vec<CertificateDer<'static>>,
        key: &PrivateKeyDer<'static>,
        version: &'static SupportedProtocolVersion,
    ) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(world.pki.edge.der().clone()).unwrap();
        let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(key).unwrap();
        let shown = Arc::new(SingleCertAndKey::from(CertifiedKey::new(chain, key)));
        let builder = ClientConfig::builder_with_protocol_versions(&[version]).with_root_certificates(roots);
        Self { address: world.address, config: Arc::new(builder.with_client_cert_resolver(shown)) }
    }

    /// The same client, with all that it remembers, at another server.
    pub const fn to(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The same client, offering these protocols.
    pub fn speaking(&self, protocols: &[&str]) -> Self {
        let mut config = (*self.config).clone();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        Self { address: self.address, config: Arc::new(config) }
    }

    /// A TLS connection on which the server has accepted the certificate, or said why not.
    pub async fn tls(&self, name: &str) -> io::Result<TlsStream<TcpStream>> {
        self.tls_over(TcpStream::connect(self.address).await?, name).await
    }

    /// The same over a connection that there is.
    pub async fn tls_over(&self, tcp: TcpStream, name: &str) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        TlsConnector::from(Arc::clone(&self.config)).connect(name, tcp).await
    }

    pub async fn connect(&self, name: &str) -> io::Result<Connection> {
        let (sender, connection) =
            http1::handshake(TokioIo::new(self.tls(name).await?)).await.map_err(io::Error::other)?;
        let ended = CancellationToken::new();
        let end = ended.clone().drop_guard();
        tokio::spawn(connection.inspect(move |_| drop(end)));
        Ok(Connection { sender, ended, host: format!("{name}:{}", self.address.port()) })
    }

    /// GETs a path over HTTP/2, under an authority of the test's choice.
    pub async fn get_by_http2(
        &self,
        authority: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Option<Answer> {
        let io = TokioIo::new(self.speaking(&["h2"]).tls("localhost").await.ok()?);
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.ok()?;
        tokio::spawn(connection);
        let mut request = Request::builder().uri(format!("https://{authority}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = sender.send_request(request.body(Full::new(Bytes::new())).unwrap()).await.ok()?;
        Answer::read(response).await
    }

    /// Whether a request gets an answer at all. In TLS 1.3 a refused certificate shows on the first read.
    pub async fn is_let_in(&self, name: &str) -> bool {
        let Ok(mut connection) = self.connect(name).await else { return false };
        connection.try_get("/").await.is_some()
    }
}

impl Connection {
    /// The host that requests name from now on.
    pub fn asking_for(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    pub async fn try_get(&mut self, path: &str) -> Option<Answer> {
        self.try_send(Method::GET, path, &[], Bytes::new()).await
    }

    pub async fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.try_send(Method::GET, path, headers, Bytes::new()).await.unwrap()
    }

    pub async fn post(&mut self, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        self.try_send(Method::POST, path, headers, body.into()).await.unwrap()
    }

    pub async fn put(&mut self, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
        self.try_send(Method::PUT, path, headers, body.into()).await.unwrap()
    }

    pub async fn try_send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Option<Answer> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.sender.ready().await.ok()?;
        // A request that is handed over while the connection ends may never be answered (hyperium/hyper#4122).
        let mut response = pin!(self.sender.send_request(request.body(Full::new(body)).unwrap()));
        let response = tokio::select! {
            response = &mut response => response,
            () = self.ended.cancelled() => response.now_or_never()?,
        };
        Answer::read(response.ok()?).await
    }
}

impl Answer {
    async fn read(response: http::Response<hyper::body::Incoming>) -> Option<Self> {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        Some(Self { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The problem's code; the form is checked on the way.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        for member in ["type", "title", "detail", "support_code", "trace_id"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {problem}");
        }
        problem["code"].as_str().unwrap().to_owned()
    }
}
