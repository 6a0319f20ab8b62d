#![doc = include_str!("../README.md")]

mod config;
mod front;
mod health;
mod logs;
mod process;
mod run;
mod running;
mod serve;
mod telemetry;
mod trace;

/// Many small values live for one request: with this allocator a submission took a fifth less of the service's processor
/// time (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use config::{
    Backups, BadConfig, Exception, JAPAN, Limits, Ntp, Outside, Place, Profile, Regions, Residency, Sections,
    Server, Telemetry, load, parse,
};
pub use health::{Readiness, ask as ask_health};
pub use process::Process;
pub use run::{Service, run, run_from};
pub use running::{DRAIN, Ended, Running};
pub use serve::{Serving, serve};
pub use telemetry::{flush, init};
pub use trace::{Inject, Traced, continue_trace, current_traceparent, inject, traced};
