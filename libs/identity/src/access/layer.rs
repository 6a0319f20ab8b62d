//! The tower layer around every service of a server: `Server::builder().layer(access::Layer::new(..))`.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use calendar::Clock;
use futures::future::{Either, Ready, ready};
use http::{Request, Response};
use tonic::{
    Status,
    transport::server::{TcpConnectInfo, TlsConnectInfo},
};

use super::{
    Rule,
    decide::{Admitted, Denied, Table},
};
use crate::{ActorVerifier, Workload};

/// Lets through what the rules say, and puts [`crate::WorkloadName`] and, where required, [`crate::Actor`] among the
/// request's extensions. Everything else is refused and logged once.
#[derive(Clone)]
pub struct Layer {
    table: Arc<Table>,
}

impl Layer {
    /// A layer for a server of this workload. Of two rules for one path the first stands.
    #[must_use]
    pub fn new(
        rules: impl IntoIterator<Item = Rule>,
        workload: &Workload,
        verifier: ActorVerifier,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let rules = rules.into_iter().collect();
        Self { table: Arc::new(Table::new(rules, workload.clone(), verifier, clock)) }
    }
}

impl<S> tower::Layer<S> for Layer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { inner, table: Arc::clone(&self.table) }
    }
}

/// A service behind a [`Layer`].
#[derive(Clone)]
pub struct Guard<S> {
    inner: S,
    table: Arc<Table>,
}

impl<S, Sent, Answered> tower::Service<Request<Sent>> for Guard<S>
where
    S: tower::Service<Request<Sent>, Response = Response<Answered>>,
    Answered: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<Ready<Result<S::Response, S::Error>>, S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Sent>) -> Self::Future {
        let connection = request.extensions().get::<TlsConnectInfo<TcpConnectInfo>>();
        let chain = connection.and_then(TlsConnectInfo::peer_certs);
        let chain = chain.as_ref().map(|chain| chain.as_slice());
        match self.table.decide(request.uri().path(), chain, request.headers()) {
            Ok(Admitted { caller, actor }) => {
                request.extensions_mut().insert(caller);
                if let Some(actor) = actor {
                    request.extensions_mut().insert(actor);
                }
                Either::Right(self.inner.call(request))
            }
            Err(denied) => Either::Left(ready(Ok(refuse(request.uri().path(), denied)))),
        }
    }
}

fn refuse<Answered: Default>(path: &str, denied: Denied) -> Response<Answered> {
    let Denied { fault, caller, serial } = denied;
    tracing::warn!(
        path,
        caller = caller.map(tracing::field::display),
        serial,
        reason = fault.reason(),
        "request refused"
    );
    Status::from(*fault).into_http()
}
