//! What every call passes before access is checked: a span and a log line, a place among those at work, a deadline.
//! Refuses calls when too many are at work, and cuts those that take too long. Never looks into a body.

mod body;
mod call;
mod deadline;
mod endless;

use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use fault::Fault;
use futures::{FutureExt as _, future::BoxFuture};
use http::{Request, Response};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body};
use tower::{Layer, Service};
use tracing::Instrument as _;

use crate::{Limits, Process};
use body::{Heard, Watched};
use call::Call;

/// What is asked of us even when too many calls are at work.
const HEALTH: &str = "/grpc.health.v1.Health/";

/// Makes the front of a service.
#[derive(Debug, Clone)]
pub(crate) struct FrontLayer(Arc<Desk>);

/// A service behind the front.
#[derive(Debug, Clone)]
pub(crate) struct Front<S> {
    inner: S,
    desk: Arc<Desk>,
}

/// What all calls of a service share.
#[derive(Debug)]
struct Desk {
    service: &'static str,
    limits: Limits,
    places: Semaphore,
    shutdown: CancellationToken,
}

impl FrontLayer {
    pub(crate) fn new(process: &Process, limits: Limits) -> Self {
        let places = Semaphore::new(limits.in_flight);
        Self(Arc::new(Desk { service: process.name, limits, places, shutdown: process.shutdown.clone() }))
    }
}

impl<S> Layer<S> for FrontLayer {
    type Service = Front<S>;

    fn layer(&self, inner: S) -> Front<S> {
        Front { inner, desk: Arc::clone(&self.0) }
    }
}

impl<S> Service<Request<Body>> for Front<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The one that is ready is used; its clone waits its turn.
        let clone = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, clone);
        let desk = Arc::clone(&self.desk);
        Box::pin(async move { Ok(desk.answer(inner, request).await) })
    }
}

impl Desk {
    async fn answer<S>(&self, inner: S, request: Request<Body>) -> Response<Body>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    {
        let mut call = Call::begin(self.service, &request);
        let stop = endless::stop(&request, self.limits, self.shutdown.clone());
        let span = call.span();
        let response = self.admit(inner, request).instrument(span).await;
        call.learn(response.headers());
        response.map(|body| Body::new(Watched::new(body, call, stop)))
    }

    async fn admit<S>(&self, mut inner: S, request: Request<Body>) -> Response<Body>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    {
        let health = request.uri().path().starts_with(HEALTH);
        let place = self.places.try_acquire();
        if place.is_err() && !health {
            let fault = Fault::unavailable("OVERLOADED").message("too many calls at work");
            return refused(fault.retry_after(Duration::from_secs(1)));
        }
        let client = deadline::asked(request.headers());
        let (request, heard) = Heard::listen(request);
        tokio::select! {
            biased;
            answer = AssertUnwindSafe(inner.call(request)).catch_unwind() => match answer {
                Ok(Ok(response)) => response,
                // The hook has logged where. The caller is told, rather than cut.
                Err(_) => refused(Fault::internal("PANICKED")),
            },
            () = deadline::passed(client, self.limits, heard) => {
                refused(Fault::unavailable("DEADLINE_EXCEEDED").message("no answer in time"))
            }
        }
    }
}

fn refused(fault: Fault) -> Response<Body> {
    Status::from(fault).into_http()
}

#[cfg(test)]
mod tests;
