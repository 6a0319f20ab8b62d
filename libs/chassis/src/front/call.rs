//! One call from its first byte to the last of its answer: its span, and its one log line. Bodies are never logged.

use std::time::Instant;

use fault::Fault;
use http::{HeaderMap, Request};
use tonic::{Code, Status, body::Body};
use tracing::{Span, field::Empty};

use crate::{telemetry, trace};

/// A call at work; logged when dropped, which also happens to a call whose caller went away.
#[derive(Debug)]
pub(crate) struct Call {
    service: &'static str,
    path: String,
    workload: String,
    began: Instant,
    status: Option<Status>,
    span: Span,
}

impl Call {
    pub(crate) fn begin(service: &'static str, request: &Request<Body>) -> Self {
        let path = request.uri().path().to_owned();
        let span = tracing::info_span!(
            "rpc",
            otel.name = path.as_str(),
            otel.kind = "server",
            service,
            trace_id = Empty
        );
        trace::follow(&span, request.headers());
        span.record("trace_id", trace::trace_id(&span));
        Self { service, path, workload: workload(request), began: Instant::now(), status: None, span }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Takes the outcome from headers or trailers that have it.
    pub(crate) fn learn(&mut self, headers: &HeaderMap) {
        if let Some(status) = Status::from_header_map(headers) {
            self.status = Some(status);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let status = self.status.take();
        let code = status.as_ref().map_or(Code::Cancelled, Status::code);
        let took = self.began.elapsed();
        telemetry::called(self.service, &self.path, code, took);
        let ms = took.as_secs_f64() * 1e3;
        let (path, workload) = (self.path.as_str(), self.workload.as_str());
        let _inside = self.span.enter();
        match (code, status) {
            (Code::Ok, _) => tracing::info!(path, workload, status = "Ok", ms, "rpc"),
            (_, Some(status)) => {
                let fault = Fault::from(status);
                tracing::info!(path, workload, status = ?code, ms, reason = fault.reason(), "rpc");
            }
            (_, None) => {
                tracing::info!(path, workload, status = ?code, ms, reason = "CALLER_WENT_AWAY", "rpc")
            }
        }
    }
}

/// Who calls, for the log only; access is another layer's.
fn workload(request: &Request<Body>) -> String {
    use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};
    let connection = request.extensions().get::<TlsConnectInfo<TcpConnectInfo>>();
    let certificates = connection.and_then(TlsConnectInfo::peer_certs);
    let leaf = certificates.as_ref().and_then(|certificates| certificates.first());
    let name = leaf.and_then(|leaf| identity::WorkloadName::from_certificate(leaf).ok());
    name.map_or_else(|| "unknown".to_owned(), |name| name.to_string())
}
