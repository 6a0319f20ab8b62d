//! What every request passes before and after its route: the names agree, the certificate still holds, nobody
//! outside says who they are by header, another site changes nothing; then headers and one line in the access log.

mod served;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header},
    response::IntoResponse as _,
};
use fault::Fault;
use futures::FutureExt as _;
use hyper::body::Incoming;
use tower::ServiceExt as _;
use tracing::Instrument as _;

use served::Served;

use super::{
    Face, Limits, LogLine, Trust, Visitor,
    body::TimedBody,
    names,
    watch::{Active, Watch},
};
use crate::{
    context::{self, Context, Language, Trace},
    problem::{Notebook, Problem, Told},
    security_headers,
};

/// What every request on one connection passes.
pub(super) struct Gate {
    pub(super) limits: Limits,
    pub(super) server_name: Option<String>,
    pub(super) visitor: Visitor,
    pub(super) trust: Arc<Trust>,
    pub(super) routes: Router,
    pub(super) watch: Arc<Watch>,
    pub(super) notebook: Notebook,
}

impl Gate {
    /// Serves one request under a context of its own.
    pub(super) async fn respond(
        self: Arc<Self>,
        request: Request<Incoming>,
        active: Active,
    ) -> Response<Served> {
        let context = Context { trace: Trace::generate(), language: Language::asked_for(request.headers()) };
        let span = tracing::info_span!("request", service = "gateway", trace = %context.trace.id());
        join_trace(&span, &context);
        let response = context::within(context, self.answer(request).instrument(span)).await;
        response.map(|body| Served::new(body, self.visitor.clone(), Arc::clone(&self.trust), active))
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let (begin, line) = (Instant::now(), LogLine::default());
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let mut response = match self.admit(&request) {
            Ok(()) => self.route(request, line.clone()).await,
            Err(fault) => refusal(&fault, self.visitor.face, &path, &line),
        };
        security_headers::add(self.visitor.face, response.headers_mut());
        if let Some(Told(reason)) = response.extensions().get() {
            line.reason(reason);
            self.notebook.note(line.known_route(), reason, response.status().as_u16());
        }
        let serial = self.visitor.certificate.as_ref().map_or("-", |certificate| certificate.serial.as_str());
        let context = context::current();
        tracing::info!(
            target: "access",
            method = known(&method),
            route = line.known_route(),
            status = response.status().as_u16(),
            ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX),
            organisation = line.known_organisation(),
            certificate = serial,
            reason = line.known_reason(),
            support_code = %context.trace.support_code(),
            "request"
        );
        response
    }

    fn admit(&self, request: &Request<Incoming>) -> Result<(), Fault> {
        if !names::agree(self.server_name.as_deref(), request.uri(), request.headers()) {
            return Err(Fault::invalid("NAMES_DISAGREE"));
        }
        if !names::is_text(request.uri().path()) {
            return Err(Fault::not_found("ROUTE_NOT_FOUND"));
        }
        if let Some(certificate) = &self.visitor.certificate
            && !self.trust.admits(certificate)
        {
            self.watch.dismiss();
            return Err(Fault::unauthenticated("CERTIFICATE_NO_LONGER_VALID"));
        }
        security_headers::check_origin(request.method(), request.uri(), request.headers())
    }

    async fn route(&self, request: Request<Incoming>, line: LogLine) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        strip(&mut parts.headers);
        parts.extensions.insert(self.visitor.clone());
        parts.extensions.insert(line.clone());
        let (face, path) = (self.visitor.face, parts.uri.path().to_owned());
        let request = Request::from_parts(parts, Body::new(TimedBody::new(body, self.limits)));
        let answer = AssertUnwindSafe(self.routes.clone().oneshot(request)).catch_unwind().await;
        match answer {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => refusal(&Fault::internal("PANIC"), face, &path, &line),
        }
    }
}

/// A refusal as its reader expects it: a problem for programs, a page for people.
fn refusal(fault: &Fault, face: Face, path: &str, line: &LogLine) -> Response<Body> {
    line.reason(fault.reason());
    let for_programs = face == Face::Public || path.starts_with("/api/") || path.starts_with("/oauth2/");
    let is_gone = fault.reason() == "CERTIFICATE_NO_LONGER_VALID";
    let mut response = if for_programs || is_gone {
        Problem::of(fault).into_response()
    } else {
        crate::pages::fault_page(fault)
    };
    if fault.reason() == "NAMES_DISAGREE" {
        *response.status_mut() = StatusCode::MISDIRECTED_REQUEST;
    }
    if is_gone {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A method's name; one that nobody knows is the client's own text, of any length.
fn known(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => method.as_str(),
        _ => "-",
    }
}

/// Removes everything by which the outside could say who it is or which trace it belongs to.
fn strip(headers: &mut HeaderMap) {
    let ours = |name: &str| {
        let prefixes =
            ["x-forwarded", "x-client", "x-ssl", "ssl-", "x-nekonote", "x-organisation", "x-organization"];
        let names = [
            "forwarded",
            "x-real-ip",
            "traceparent",
            "tracestate",
            "baggage",
            "x-tenant",
            "x-tenant-id",
            "x-user",
        ];
        prefixes.iter().any(|prefix| name.starts_with(prefix)) || names.contains(&name)
    };
    let named: Vec<_> = headers.keys().filter(|name| ours(name.as_str())).cloned().collect();
    for name in named {
        headers.remove(name);
    }
}

/// Every span of this request belongs to our trace.
fn join_trace(span: &tracing::Span, context: &Context) {
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;
    let _ = span.set_parent(context.trace.parent());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_nobody_knows_is_not_written_down() {
        assert_eq!(known(&Method::PATCH), "PATCH");
        assert_eq!(known(&Method::from_bytes(&[b'A'; 10_000]).unwrap()), "-");
    }

    #[test]
    fn identity_headers_from_outside_do_not_come_in() {
        let names = [
            "x-client-cert",
            "x-forwarded-for",
            "forwarded",
            "x-tenant-id",
            "traceparent",
            "x-nekonote-actor",
        ];
        let mut headers: HeaderMap =
            names.iter().map(|name| ((*name).try_into().unwrap(), HeaderValue::from_static("x"))).collect();
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        strip(&mut headers);
        assert_eq!(headers.keys().collect::<Vec<_>>(), [header::ACCEPT]);
    }
}
