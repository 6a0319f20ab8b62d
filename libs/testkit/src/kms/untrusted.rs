//! A TLS server whose authority nobody trusts: a client must give up, and soon.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{net::TcpListener, task::JoinHandle};

use crate::Authority;

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Untrusted {
    endpoint: String,
    handshakes: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Untrusted {
    /// Starts on a free port of 127.0.0.1, with a certificate for `localhost` by this authority.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(authority: &Authority) -> Self {
        let tls = authority.acceptor();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let handshakes = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&handshakes);
        let accepting = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let _refused = tls.accept(tcp).await;
            }
        });
        Self { endpoint: format!("https://localhost:{port}"), handshakes, accepting }
    }

    /// Where it listens.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// How often somebody tried.
    #[must_use]
    pub fn handshakes(&self) -> usize {
        self.handshakes.load(Ordering::Relaxed)
    }
}

impl Drop for Untrusted {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
