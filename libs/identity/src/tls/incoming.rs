//! Connections that come in, each shaken hands with in a task of its own.
//! Refuses whoever has not finished the handshake in 5 s; a slow one never holds up the others.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;

use super::Workload;

/// A connection after its handshake; tonic knows it (`Connected`), so handlers see the peer's certificate.
pub type ServerTls = tokio_rustls::server::TlsStream<TcpStream>;

/// The stream that a tonic server serves. Dropping it stops accepting.
pub type Incoming = ReceiverStream<io::Result<ServerTls>>;

const HANDSHAKE: Duration = Duration::from_secs(5);
/// Handshakes at a time; further connections wait in the listener's queue.
const HANDSHAKES: usize = 256;
const BACKLOG: usize = 64;
/// After a failed accept, mostly for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections on a listener, each under the configuration loaded at that moment.
#[must_use]
pub fn incoming(listener: TcpListener, workload: &Workload) -> Incoming {
    let (sender, receiver) = mpsc::channel(BACKLOG);
    tokio::spawn(accept(listener, workload.clone(), sender));
    ReceiverStream::new(receiver)
}

async fn accept(listener: TcpListener, workload: Workload, sender: mpsc::Sender<io::Result<ServerTls>>) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        // Never closed, so always granted.
        let Ok(turn) = Arc::clone(&handshakes).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = sender.closed() => return,
        };
        let (tcp, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let acceptor = TlsAcceptor::from(workload.server_config());
        let sender = sender.clone();
        tokio::spawn(async move {
            // Nagle would delay small answers; a socket that cannot be told works all the same.
            let _ = tcp.set_nodelay(true);
            match timeout(HANDSHAKE, acceptor.accept(tcp)).await {
                Ok(Ok(tls)) => {
                    drop(turn);
                    // Fails when the server has stopped.
                    let _ = sender.send(Ok(tls)).await;
                }
                Ok(Err(error)) => tracing::warn!(%address, %error, "TLS handshake refused"),
                Err(_) => tracing::warn!(%address, "TLS handshake too slow"),
            }
        });
    }
}
