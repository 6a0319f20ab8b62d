//! One trace over many services: W3C trace context into what we send, out of what we are sent.
//! A context that is none is ignored, never an error.

use http::HeaderMap;
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator as _},
    trace::TraceContextExt as _,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::{
    Request, Status,
    metadata::{MetadataKey, MetadataMap},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The header of a trace.
const TRACEPARENT: &str = "traceparent";

/// A channel whose requests carry the current trace; what generated clients are built on.
pub type Traced = InterceptedService<Channel, Inject>;

/// Puts the current trace into a request.
#[derive(Debug, Clone, Copy)]
pub struct Inject;

impl Interceptor for Inject {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        inject(request)
    }
}

/// A channel whose requests carry the current trace.
#[must_use]
pub fn traced(channel: Channel) -> Traced {
    InterceptedService::new(channel, Inject)
}

/// Puts the current trace into a request.
///
/// # Errors
/// Never; the type is what interceptors have.
#[allow(clippy::result_large_err, reason = "tonic's interceptors answer so")]
pub fn inject(mut request: Request<()>) -> Result<Request<()>, Status> {
    TraceContextPropagator::new()
        .inject_context(&Span::current().context(), &mut Out(request.metadata_mut()));
    Ok(request)
}

/// The current trace as a `traceparent`; empty when there is none.
#[must_use]
pub fn current_traceparent() -> String {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    if !span.is_valid() {
        return String::new();
    }
    format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8())
}

/// Makes a span part of the trace of a `traceparent`, such as a fact's; an empty or wrong one changes nothing.
pub fn continue_trace(span: &Span, traceparent: &str) {
    let mut headers = HeaderMap::new();
    if let Ok(value) = traceparent.parse() {
        headers.insert(TRACEPARENT, value);
        follow(span, &headers);
    }
}

/// Makes a span part of the trace that the headers name.
pub(crate) fn follow(span: &Span, headers: &HeaderMap) {
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &In(headers));
    if context.span().span_context().is_valid() {
        // Refused only when the span has begun another trace, which then is the better one.
        let _ = span.set_parent(context);
    }
}

/// Id of the trace that a span belongs to; empty when there is none.
pub(crate) fn trace_id(span: &Span) -> String {
    let context = span.context();
    let span = context.span();
    let span = span.span_context();
    if span.is_valid() { span.trace_id().to_string() } else { String::new() }
}

struct Out<'a>(&'a mut MetadataMap);

impl Injector for Out<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(key), Ok(value)) = (MetadataKey::from_bytes(key.as_bytes()), value.parse()) {
            self.0.insert(key, value);
        }
    }
}

struct In<'a>(&'a HeaderMap);

impl Extractor for In<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_trace_there_is_no_traceparent() {
        assert_eq!(current_traceparent(), "");
        let request = inject(Request::new(())).expect("never refuses");
        assert!(request.metadata().get(TRACEPARENT).is_none());
    }

    #[test]
    fn a_wrong_traceparent_is_ignored() {
        for wrong in ["", "00-0-0-0", "\u{7f}", "00-00000000000000000000000000000000-0000000000000000-01"] {
            continue_trace(&Span::none(), wrong);
        }
    }
}
