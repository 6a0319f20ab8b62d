//! A client of the outside: HTTP/1.1 over TLS with a client certificate, one connection at a time in hand.

use std::{net::SocketAddr, path::Path, sync::Arc};

use http_body_util::{BodyExt as _, Empty};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, client::Resumption};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A server, and who asks it.
#[derive(Clone)]
pub(crate) struct Peer {
    address: SocketAddr,
    tls: TlsConnector,
}

/// An open connection.
pub(crate) struct Connection(http1::SendRequest<Empty<Bytes>>);

impl Peer {
    /// `localhost` at a port, trusting a root, as the holder of a certificate.
    pub(crate) fn new(port: u16, root: &Path, certificate: &Path, key: &Path) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(root).unwrap()).unwrap();
        let chain = CertificateDer::pem_file_iter(certificate).unwrap().map(Result::unwrap).collect();
        let config = ClientConfig::builder().with_root_certificates(roots);
        let mut config =
            config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_file(key).unwrap()).unwrap();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.resumption = Resumption::disabled();
        Self { address: ([127, 0, 0, 1], port).into(), tls: TlsConnector::from(Arc::new(config)) }
    }

    pub(crate) async fn connect(&self) -> Connection {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let tls = self.tls.connect(name, tcp).await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(tls)).await.unwrap();
        tokio::spawn(connection);
        Connection(sender)
    }
}

impl Connection {
    /// The body of a successful answer.
    pub(crate) async fn get(&mut self, path: &str) -> Bytes {
        self.0.ready().await.unwrap();
        let request = Request::get(path).header("host", "localhost").header("user-agent", "nekonote-bench");
        let answer = self.0.send_request(request.body(Empty::new()).unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.into_body().collect().await.unwrap().to_bytes()
    }
}
