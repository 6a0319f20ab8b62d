//! A collector of traces and metrics (OTLP over gRPC) that keeps what it is told, as it came.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, HeaderValue, Response, header::CONTENT_TYPE},
};
use http_body_util::{BodyExt as _, Full};
use tokio::net::TcpListener;

/// A running collector.
pub(super) struct Collector {
    /// Where it listens.
    pub(super) address: String,
    told: Told,
}

type Told = Arc<Mutex<Vec<u8>>>;

impl Collector {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let told = Told::default();
        let routes =
            Router::new().fallback(take).layer(DefaultBodyLimit::disable()).with_state(Arc::clone(&told));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, told }
    }

    /// Everything it was told.
    pub(super) fn told(&self) -> Vec<u8> {
        self.told.lock().unwrap().clone()
    }
}

/// Answers as gRPC does: an empty message, and that all went well.
async fn take(State(told): State<Told>, body: Bytes) -> Response<Body> {
    told.lock().unwrap().extend_from_slice(&body);
    let well = HeaderMap::from_iter([("grpc-status".parse().unwrap(), HeaderValue::from_static("0"))]);
    let message = Full::new(Bytes::from_static(&[0; 5])).with_trailers(async { Some(Ok(well)) });
    let answer = Response::builder().header(CONTENT_TYPE, "application/grpc");
    answer.body(Body::new(message)).unwrap()
}
