//! Connections that go out, made when first used and again after a loss, each under the configuration loaded then.
//! Refuses a peer whose certificate is not exactly the service that was meant.

use std::{io, sync::Arc, time::Duration};

use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::transport::{Channel, Endpoint};

use super::Workload;
use crate::WorkloadName;

const CONNECT: Duration = Duration::from_secs(5);
/// A peer that went away without a word is noticed after this and a half.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
const KEEP_ALIVE_ANSWER: Duration = Duration::from_secs(10);

/// The address or the service's name is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{address} ({service}) is no address of a workload; expected HOST:PORT")]
pub struct BadAddress {
    /// What was given as the address.
    pub address: String,
    /// What was given as the service.
    pub service: String,
}

/// A channel to a service at `HOST:PORT`, whose certificate must be for that host and for
/// `spiffe://nekonote/<service>`. It connects when first used.
///
/// # Errors
/// When the address is not `HOST:PORT`, or no workload has that name.
pub fn channel(workload: &Workload, address: &str, service: &str) -> Result<Channel, BadAddress> {
    let bad = || BadAddress { address: address.to_owned(), service: service.to_owned() };
    let name: WorkloadName = service.parse().map_err(|_| bad())?;
    let (host, port) = address.rsplit_once(':').ok_or_else(bad)?;
    port.parse::<u16>().map_err(|_| bad())?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host = ServerName::try_from(host.to_owned()).map_err(|_| bad())?;
    // http, since with https tonic would want to do TLS itself.
    let endpoint = Endpoint::from_shared(format!("http://{address}")).map_err(|_| bad())?;
    let endpoint = endpoint
        .connect_timeout(CONNECT)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE_ANSWER)
        .tcp_nodelay(true);
    let (workload, address) = (workload.clone(), address.to_owned());
    let connector =
        tower::service_fn(move |_: http::Uri| connect(workload.clone(), address.clone(), host.clone(), name));
    Ok(endpoint.connect_with_connector_lazy(connector))
}

async fn connect(
    workload: Workload,
    address: String,
    host: ServerName<'static>,
    service: WorkloadName,
) -> io::Result<TokioIo<TlsStream<TcpStream>>> {
    let config = workload.client_config(service).map_err(io::Error::other)?;
    let tcp = TcpStream::connect(&address).await?;
    tcp.set_nodelay(true)?;
    let tls = TlsConnector::from(Arc::new(config)).connect(host, tcp).await.inspect_err(|error| {
        tracing::warn!(%service, address, %error, "TLS handshake failed");
    })?;
    if tls.get_ref().1.alpn_protocol() == Some(b"h2") {
        Ok(TokioIo::new(tls))
    } else {
        Err(io::Error::other("the peer does not speak HTTP/2"))
    }
}
