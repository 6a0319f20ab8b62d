//! The trace context travels in the fact, so that one trace shows browser → claims → timeline → mail.

use opentelemetry::propagation::{Extractor, Injector};
use tracing_opentelemetry::OpenTelemetrySpanExt;

const KEY: &str = "traceparent";

/// The W3C trace context of the current span; empty without one.
pub(crate) fn current() -> String {
    let mut carrier = Carrier(String::new());
    let context = tracing::Span::current().context();
    opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut carrier)
    });
    carrier.0
}

/// A span for taking in a fact, under the trace that caused it.
pub(crate) fn span(source: &'static str, kind: &str, traceparent: &str) -> tracing::Span {
    let span = tracing::info_span!("take_in", otel.kind = "consumer", source, fact = kind);
    let carrier = Carrier(traceparent.to_owned());
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| propagator.extract(&carrier));
    let _ = span.set_parent(parent);
    span
}

struct Carrier(String);

impl Injector for Carrier {
    fn set(&mut self, key: &str, value: String) {
        if key == KEY {
            self.0 = value;
        }
    }
}

impl Extractor for Carrier {
    fn get(&self, key: &str) -> Option<&str> {
        (key == KEY && !self.0.is_empty()).then_some(self.0.as_str())
    }

    fn keys(&self) -> Vec<&str> {
        vec![KEY]
    }
}
