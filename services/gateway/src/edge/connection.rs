//! One connection from its handshake to its end: HTTP/1.1 or HTTP/2, watched, and drained at shutdown.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use identity::ClientCertificate;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::server::TlsStream;

use super::{
    Edge, Face, Limits, Visitor,
    gate::Gate,
    stall::Watched,
    watch::{Verdict, Watch},
};

/// Largest header block.
const HEADERS: u32 = 32 * 1024;
/// After a polite end, how long the other side may take to notice.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves one connection to its end.
pub(super) async fn serve(edge: &Edge, tls: TlsStream<TcpStream>, face: Face, address: SocketAddr) {
    let watch = Watch::new(edge.limits);
    let Some(gate) = gate(edge, &tls, (face, address), &watch) else { return };
    let io = TokioIo::new(Watched::new(tls, Arc::clone(&watch), edge.limits.idle_body));
    let service = {
        let watch = Arc::clone(&watch);
        service_fn(move |request| {
            let (gate, active) = (Arc::clone(&gate), watch.request());
            async move { Ok::<_, std::convert::Infallible>(gate.respond(request, active).await) }
        })
    };
    let builder = builder(&edge.limits);
    let mut connection = pin!(builder.serve_connection(io, service));
    let is_over = tokio::select! {
        _ = connection.as_mut() => true,
        verdict = watch.over() => verdict == Verdict::Cut,
        () = edge.shutdown.cancelled() => false,
    };
    if !is_over {
        connection.as_mut().graceful_shutdown();
        let longest = if edge.shutdown.is_cancelled() { edge.limits.drain } else { FAREWELL };
        let _ = timeout(longest, connection).await;
    }
}

/// What every request on this connection passes; `None` when the handshake did not prove what it must have.
fn gate(
    edge: &Edge,
    tls: &TlsStream<TcpStream>,
    (face, address): (Face, SocketAddr),
    watch: &Arc<Watch>,
) -> Option<Arc<Gate>> {
    let (_, session) = tls.get_ref();
    let certificate = session.peer_certificates().and_then(<[_]>::first);
    let now = edge.trust.now();
    let certificate = certificate.and_then(|der| ClientCertificate::parse(der, now).ok()).map(Arc::new);
    if face == Face::Portal && certificate.is_none() {
        return None;
    }
    let routes = match face {
        Face::Portal => edge.portal_routes.clone(),
        Face::Public => edge.public_routes.clone(),
    };
    Some(Arc::new(Gate {
        limits: edge.limits,
        server_name: session.server_name().map(str::to_owned),
        visitor: Visitor { address, face, certificate },
        trust: Arc::clone(&edge.trust),
        routes,
        watch: Arc::clone(watch),
        notebook: edge.notebook.clone(),
    }))
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_headers(100)
        .max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(HEADERS)
        .max_pending_accept_reset_streams(20)
        .keep_alive_interval(limits.idle_body)
        .keep_alive_timeout(limits.idle_body);
    builder
}
