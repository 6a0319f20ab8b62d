//! What a collector is told.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use futures::future::BoxFuture;
use http_body_util::BodyExt as _;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Request, Response, Status,
    body::Body,
    server::{Grpc, NamedService},
    service::Routes,
    transport::Server,
};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

use crate::command::{Serving, config, health, until, with_collector};

#[tokio::test(flavor = "multi_thread")]
async fn traces_and_metrics_reach_the_collector() {
    let (sink, address) = Sink::start().await;
    let room = TempDir::new().expect("a folder");
    let config = config(room.path());
    with_collector(&config, &address);
    tokio::task::spawn_blocking(move || {
        let mut serving = Serving::start(&config, "UTC", room.path());
        until(|| health(&config, room.path()).success());
        serving.terminate();
        assert!(serving.ended().success(), "{}", serving.log());
    })
    .await
    .expect("a process");
    for word in ["/grpc.health.v1.Health/Check", "rpc.server.call.duration", "nekonote.clock.known", "claims"]
    {
        assert!(sink.heard(word), "{word}");
    }
    assert!(!sink.heard("nekonote.clock.offset"), "nobody was asked for the time");
}

/// A collector that keeps what it is told as it came.
#[derive(Debug, Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let sink = Self::default();
        let routes = Routes::new(Traces(sink.clone())).add_service(Metrics(sink.clone()));
        let serving =
            Server::builder().add_routes(routes).serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(serving);
        (sink, format!("http://{address}"))
    }

    fn heard(&self, word: &str) -> bool {
        let told = self.0.lock().expect("told");
        told.windows(word.len()).any(|part| part == word.as_bytes())
    }

    async fn keep(self, request: http::Request<Body>) -> http::Response<Body> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        self.0.lock().expect("told").extend_from_slice(&body);
        let taken = service_fn(|_: Request<()>| async { Ok::<_, Status>(Response::new(())) });
        let request = http::Request::from_parts(parts, http_body_util::Full::new(body));
        Grpc::new(ProstCodec::<(), ()>::default()).unary(taken, request).await
    }
}

macro_rules! collects {
    ($name:ident, $full:literal) => {
        #[derive(Debug, Clone)]
        struct $name(Sink);

        impl NamedService for $name {
            const NAME: &'static str = $full;
        }

        impl Service<http::Request<Body>> for $name {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let sink = self.0.clone();
                Box::pin(async move { Ok(sink.keep(request).await) })
            }
        }
    };
}

collects!(Traces, "opentelemetry.proto.collector.trace.v1.TraceService");
collects!(Metrics, "opentelemetry.proto.collector.metrics.v1.MetricsService");
