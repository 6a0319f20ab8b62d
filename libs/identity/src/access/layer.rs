//! The tower layer around every service of a server: `Server::builder().layer(access::Layer::new(..))`.

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use calendar::Clock;
use futures::future::{BoxFuture, Either, Ready, ready};
use http::{Request, Response, Uri};
use tonic::{
    Status,
    body::Body,
    transport::server::{TcpConnectInfo, TlsConnectInfo},
};

use super::{
    Rule,
    decide::{Admitted, Denied, Table},
    standing::{Rechecked, Standing, Way},
};
use crate::{ActorVerifier, Workload, tls::Peer};

/// Lets through what the rules say, and puts [`crate::WorkloadName`] and, where required, [`crate::Actor`] among the
/// request's extensions. Everything else is refused and logged once. Of what was let through, streams are checked
/// again while they last.
#[derive(Clone)]
pub struct Layer {
    table: Arc<Table>,
    recheck: Duration,
}

impl Layer {
    /// A layer for a server of this workload, which checks a stream's caller again so often. Of two rules for one path the
    /// first stands.
    #[must_use]
    pub fn new(
        rules: impl IntoIterator<Item = Rule>,
        workload: &Workload,
        verifier: ActorVerifier,
        clock: Arc<dyn Clock>,
        recheck: Duration,
    ) -> Self {
        let rules = rules.into_iter().collect();
        let table = Arc::new(Table::new(rules, workload.clone(), verifier, clock));
        Self { table, recheck }
    }
}

impl<S> tower::Layer<S> for Layer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { inner, table: Arc::clone(&self.table), recheck: self.recheck }
    }
}

/// A service behind a [`Layer`].
#[derive(Clone)]
pub struct Guard<S> {
    inner: S,
    table: Arc<Table>,
    recheck: Duration,
}

impl<S> tower::Service<Request<Body>> for Guard<S>
where
    S: tower::Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future =
        Either<Ready<Result<Response<Body>, S::Error>>, BoxFuture<'static, Result<Response<Body>, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let connection = request.extensions().get::<TlsConnectInfo<TcpConnectInfo>>();
        let chain = connection.and_then(TlsConnectInfo::peer_certs);
        let chain = chain.as_ref().map(|chain| chain.as_slice());
        match self.table.decide(request.uri().path(), chain, request.headers()) {
            Ok(Admitted { caller, actor, peer }) => {
                request.extensions_mut().insert(caller);
                if let Some(actor) = actor {
                    request.extensions_mut().insert(actor);
                }
                let (every, standing) = (self.recheck, standing(&self.table, peer, request.uri()));
                let request = request.map(|body| Rechecked::wrap(body, Way::In, &standing, every));
                let answer = self.inner.call(request);
                Either::Right(Box::pin(async move {
                    let answer = answer.await?;
                    Ok(answer.map(|body| Rechecked::wrap(body, Way::Out, &standing, every)))
                }))
            }
            Err(denied) => Either::Left(ready(Ok(refuse(request.uri().path(), denied)))),
        }
    }
}

/// Asks again about the peer of a call that has been let through.
fn standing(table: &Arc<Table>, peer: Peer, uri: &Uri) -> Standing {
    let (table, uri) = (Arc::clone(table), uri.clone());
    Arc::new(move || {
        table.stands(&peer).inspect_err(|fault| {
            let (caller, serial) = (peer.name, peer.serial());
            tracing::warn!(path = uri.path(), %caller, serial, reason = fault.reason(), "stream cut");
        })
    })
}

fn refuse(path: &str, denied: Denied) -> Response<Body> {
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
