//! A service that takes as long as the test wants; written by hand, so that no proto of ours is needed.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use futures::{StreamExt as _, future::BoxFuture, stream};
use http::uri::PathAndQuery;
use identity::{Caller, Rule};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status, Streaming, body::Body, client, server};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

/// Answers, when let, with the `traceparent` it was called in.
pub const WAIT: &str = "/nekonote.test.v1.SlowService/Wait";
/// A word at once, another when let, and the end.
pub const READ: &str = "/nekonote.test.v1.SlowService/Read";
/// A word at once, and then nothing, for ever.
pub const FOLLOW: &str = "/nekonote.test.v1.SlowService/Follow";
/// Not in the table.
pub const SECRET: &str = "/nekonote.test.v1.SlowService/Secret";
/// Who may.
pub const RULES: &[Rule] = &[
    Rule::for_workloads(WAIT, &[Caller::Gateway]),
    Rule::for_workloads(READ, &[Caller::Gateway]),
    Rule::for_workloads(FOLLOW, &[Caller::Gateway]),
];

#[derive(Debug, Clone)]
pub struct Slow {
    /// One permit for each call that has come in.
    pub entered: Arc<Semaphore>,
    /// Takes one permit for each call that may go on.
    pub let_go: Arc<Semaphore>,
}

impl Default for Slow {
    fn default() -> Self {
        Self { entered: Arc::new(Semaphore::new(0)), let_go: Arc::new(Semaphore::new(0)) }
    }
}

impl Slow {
    async fn wait(self) -> String {
        self.entered.add_permits(1);
        self.let_go.acquire().await.expect("never closed").forget();
        chassis::current_traceparent()
    }
}

impl server::NamedService for Slow {
    const NAME: &'static str = "nekonote.test.v1.SlowService";
}

impl Service<http::Request<Body>> for Slow {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let slow = self.clone();
        let mut grpc = server::Grpc::new(ProstCodec::<String, String>::default());
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            if path == WAIT {
                let wait = service_fn(move |_: Request<String>| {
                    let slow = slow.clone();
                    async move { Ok::<_, Status>(Response::new(slow.wait().await)) }
                });
                return Ok(grpc.unary(wait, request).await);
            }
            let stream = service_fn(move |_: Request<String>| {
                let (slow, endless) = (slow.clone(), path == FOLLOW);
                async move {
                    let later = async move {
                        if endless {
                            futures::future::pending().await
                        } else {
                            Ok::<_, Status>(slow.wait().await)
                        }
                    };
                    let words = stream::once(async { Ok("at once".to_owned()) }).chain(stream::once(later));
                    Ok::<_, Status>(Response::new(words.boxed()))
                }
            });
            Ok(grpc.server_streaming(stream, request).await)
        })
    }
}

/// Calls a unary RPC.
pub async fn unary(channel: chassis::Traced, path: &'static str) -> Result<String, Status> {
    let mut grpc = client::Grpc::new(channel);
    grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let path = PathAndQuery::from_static(path);
    let answer =
        grpc.unary(Request::new(String::new()), path, ProstCodec::<String, String>::default()).await?;
    Ok(answer.into_inner())
}

/// Calls a streaming RPC.
pub async fn streaming(channel: chassis::Traced, path: &'static str) -> Result<Streaming<String>, Status> {
    let mut grpc = client::Grpc::new(channel);
    grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let path = PathAndQuery::from_static(path);
    let codec = ProstCodec::<String, String>::default();
    Ok(grpc.server_streaming(Request::new(String::new()), path, codec).await?.into_inner())
}
