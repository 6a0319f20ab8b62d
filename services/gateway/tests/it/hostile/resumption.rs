//! A resumed session skips the verifier: a revoked certificate must find none to resume, whoever keeps sessions. The
//! same clients do resume at a server made for it, which also gives them tickets to try at ours.

use std::{net::SocketAddr, sync::Arc};

use rustls::{
    HandshakeKind, RootCertStore, ServerConfig, SupportedProtocolVersion,
    crypto::aws_lc_rs::Ticketer,
    server::WebPkiClientVerifier,
    version::{TLS12, TLS13},
};
use testkit::eventually;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::openssl::{Workshop, is_answered};
use crate::{client::Client, world::World};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A server as careless as the defaults: it keeps sessions and gives tickets.
async fn careless(world: &World) -> SocketAddr {
    let mut roots = RootCertStore::empty();
    roots.add(world.pki.client.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap();
    let leaf = world.pki.edge.edge_server(&["localhost"]);
    let mut config = ServerConfig::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(leaf.chain(), leaf.key())
        .unwrap();
    config.ticketer = Ticketer::new().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut tls) = acceptor.accept(tcp).await else { return };
                let _ = tls.read(&mut [0; 1024]).await;
                let _ = tls.write_all(ANSWER).await;
                let _ = tls.shutdown().await;
            });
        }
    });
    address
}

/// Opens a connection, asks, and reads to the end, so that tickets arrive.
async fn visit(client: &Client) -> Option<HandshakeKind> {
    let mut tls = client.tls("localhost").await.ok()?;
    tls.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.ok()?;
    let mut said = vec![];
    let _ = tls.read_to_end(&mut said).await;
    said.starts_with(b"HTTP/1.1 ").then(|| tls.get_ref().1.handshake_kind()).flatten()
}

async fn revoke(world: &World) {
    world.stub.give_list(&world.pki.client.crl(2, &[&world.device]).der);
    eventually("the device is out", async || !world.client().is_let_in("localhost").await).await;
}

#[tokio::test]
async fn a_client_that_keeps_sessions_is_out_when_it_is_revoked() {
    let world = World::start().await;
    let careless = careless(&world).await;
    let versions: [&'static SupportedProtocolVersion; 2] = [&TLS12, &TLS13];
    let clients = versions
        .map(|version| Client::presenting(&world, world.device.chain(), &world.device.key(), version));
    for client in &clients {
        let elsewhere = client.clone().to(careless);
        assert_eq!(visit(&elsewhere).await, Some(HandshakeKind::Full));
        assert_eq!(visit(&elsewhere).await, Some(HandshakeKind::Resumed), "this client does resume");
        for _ in 0..2 {
            let kind = visit(client).await;
            assert!(kind.is_some_and(|kind| kind != HandshakeKind::Resumed), "{kind:?}");
        }
    }
    revoke(&world).await;
    for client in &clients {
        assert_eq!(visit(client).await, None);
        assert!(visit(&client.clone().to(careless)).await.is_some(), "it still has what it needs");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openssl_with_a_kept_session_is_out_when_it_is_revoked() {
    let (world, folder) = (World::start().await, tempfile::tempdir().unwrap());
    let workshop = Workshop::new(folder.path(), &world.pki.client);
    workshop.keep("device", &world.device);
    let careless = careless(&world).await;
    let versions = ["-tls1_2", "-tls1_3"];
    for version in versions {
        let keep = |address, file: &str| {
            workshop.connect(address, "device", &format!("{version} -sess_out {file}{version}"))
        };
        let resume = |address, file: &str| {
            let kept = workshop.folder.join(format!("{file}{version}")).exists();
            kept.then(|| workshop.connect(address, "device", &format!("{version} -sess_in {file}{version}")))
        };
        assert!(is_answered(&keep(careless, "careless")));
        let again = resume(careless, "careless").unwrap();
        assert!(again.contains("Reused, TLSv1."), "openssl does resume: {again}");
        assert!(is_answered(&keep(world.address, "ours")));
        for file in ["ours", "careless"] {
            let Some(again) = resume(world.address, file) else { continue };
            assert!(is_answered(&again) && !again.contains("Reused,"), "{file}: {again}");
        }
    }
    revoke(&world).await;
    for version in versions {
        for file in ["ours", "careless"] {
            if workshop.folder.join(format!("{file}{version}")).exists() {
                let again =
                    workshop.connect(world.address, "device", &format!("{version} -sess_in {file}{version}"));
                assert!(!is_answered(&again), "{file}: {again}");
            }
        }
    }
    world.stop().await;
}
