//! What is measured: how long calls take, and how far off the clock is.

use std::{sync::OnceLock, time::Duration};

use calendar::{ClockCheck, Offset};
use opentelemetry::{KeyValue, global, metrics::Histogram};
use tonic::Code;

use super::attributes;

/// Bounds in seconds; 10 s is the deadline.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

static CALLS: OnceLock<Histogram<f64>> = OnceLock::new();

/// Counts a call of ours that somebody made.
pub(crate) fn called(service: &'static str, path: &str, code: Code, took: Duration) {
    let calls = CALLS.get_or_init(|| {
        global::meter("chassis")
            .f64_histogram("rpc.server.call.duration")
            .with_unit("s")
            .with_description("Time from the first byte of a call to the last of its answer")
            .with_boundaries(SECONDS.to_vec())
            .build()
    });
    let [service] = attributes(service);
    let (path, status) = (path.to_owned(), format!("{code:?}"));
    let attributes =
        [service, KeyValue::new("rpc.method", path), KeyValue::new("rpc.response.status_code", status)];
    calls.record(took.as_secs_f64(), &attributes);
}

/// Publishes the clock's offset for as long as the process lives.
pub(crate) fn watch_clock(service: &'static str, check: ClockCheck) {
    let meter = global::meter("chassis");
    let known = check.clone();
    let _ = meter
        .u64_observable_gauge("nekonote.clock.known")
        .with_description("1 when a time server has answered the last check")
        .with_callback(move |gauge| {
            gauge.observe(u64::from(known.offset() != Offset::Unknown), &attributes(service));
        })
        .build();
    let _ = meter
        .f64_observable_gauge("nekonote.clock.offset")
        .with_unit("s")
        .with_description(
            "What to add to the host's clock to have the time servers' time; absent when unknown",
        )
        .with_callback(move |gauge| {
            if let Offset::Known(offset) = check.offset() {
                gauge.observe(offset.as_seconds_f64(), &attributes(service));
            }
        })
        .build();
}
