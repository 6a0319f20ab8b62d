//! Logs, traces and metrics of an operating system's process: set up once, first come first served.
//! Without a collector traces still cross services, so that log lines of one request share a trace.

mod meters;

use std::sync::OnceLock;

use opentelemetry::{KeyValue, global, trace::TracerProvider as _};
use opentelemetry_otlp::{ExporterBuildError, MetricExporter, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator, trace::SdkTracerProvider,
};
use tracing::Level;
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::filter_fn, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{Telemetry, logs::JsonLines};

pub(crate) use meters::{called, watch_clock};

/// What is logged when `RUST_LOG` does not say otherwise.
const FILTER: &str = "info,h2=warn,hyper=warn,hyper_util=warn,rustls=warn,tonic=warn,tower=warn,opentelemetry=warn,\
                      opentelemetry_sdk=warn,opentelemetry-otlp=warn,sqlx=warn,sea_orm=warn,sea_orm_migration=warn";
/// Whose spans are not exported, lest the exporter traces itself.
const UNTRACED: [&str; 9] = [
    "h2",
    "hyper",
    "hyper_util",
    "opentelemetry",
    "opentelemetry_otlp",
    "opentelemetry_sdk",
    "rustls",
    "tonic",
    "tower",
];

/// What was set up first.
static PROVIDERS: OnceLock<Providers> = OnceLock::new();

#[derive(Debug)]
struct Providers {
    traces: SdkTracerProvider,
    metrics: Option<SdkMeterProvider>,
}

/// Sets up logs, traces and metrics. Only the first call in an operating system's process does anything; needs a tokio
/// runtime when there is a collector.
///
/// # Errors
/// When the collector's address is none.
pub fn init(service: &'static str, telemetry: &Telemetry) -> Result<(), ExporterBuildError> {
    if PROVIDERS.get().is_some() {
        return Ok(());
    }
    let providers = providers(service, telemetry.otlp.as_deref())?;
    if PROVIDERS.set(providers).is_ok()
        && let Some(providers) = PROVIDERS.get()
    {
        install(service, providers);
    }
    Ok(())
}

/// Sends what is still held back; waits for the collector, not for ever.
pub async fn flush() {
    let flushed = tokio::task::spawn_blocking(|| {
        let Some(providers) = PROVIDERS.get() else { return };
        let metrics = providers.metrics.as_ref().map_or(Ok(()), SdkMeterProvider::force_flush);
        if let Err(error) = providers.traces.force_flush().and(metrics) {
            tracing::warn!(%error, "the collector did not take the last traces or metrics");
        }
    });
    let _ = flushed.await;
}

fn providers(service: &'static str, otlp: Option<&str>) -> Result<Providers, ExporterBuildError> {
    let resource = Resource::builder().with_service_name(service).build();
    let traces = SdkTracerProvider::builder().with_resource(resource.clone());
    let Some(otlp) = otlp else { return Ok(Providers { traces: traces.build(), metrics: None }) };
    let spans = SpanExporter::builder().with_tonic().with_endpoint(otlp).build()?;
    let metrics = MetricExporter::builder().with_tonic().with_endpoint(otlp).build()?;
    let metrics = SdkMeterProvider::builder().with_resource(resource).with_periodic_exporter(metrics).build();
    Ok(Providers { traces: traces.with_batch_exporter(spans).build(), metrics: Some(metrics) })
}

fn install(service: &'static str, providers: &Providers) {
    global::set_text_map_propagator(TraceContextPropagator::new());
    if let Some(metrics) = &providers.metrics {
        global::set_meter_provider(metrics.clone());
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(FILTER));
    let traced = filter_fn(|metadata| {
        let of = metadata.target().split("::").next().unwrap_or_default();
        metadata.is_span() && *metadata.level() <= Level::INFO && !UNTRACED.contains(&of)
    });
    let traces =
        tracing_opentelemetry::layer().with_tracer(providers.traces.tracer(service)).with_filter(traced);
    // Somebody else's subscriber (a test's) stays.
    let _ = tracing_subscriber::registry()
        .with(JsonLines { service }.with_filter(filter))
        .with(traces)
        .try_init();
}

/// Attributes of a service.
fn attributes(service: &'static str) -> [KeyValue; 1] {
    [KeyValue::new("service", service)]
}
