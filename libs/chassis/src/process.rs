//! What every part of a process is handed: its name, its clock, and when to stop.

use std::{fmt, sync::Arc};

use calendar::{Clock, SystemClock};
use tokio_util::sync::CancellationToken;

/// One service at work; several may share an operating system's process (the demo, tests).
#[derive(Clone)]
pub struct Process {
    /// The service, such as `claims`; also its workload identity and its audience.
    pub name: &'static str,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Cancelled when no new work is to begin; what is under way is finished.
    pub shutdown: CancellationToken,
}

impl Process {
    /// A service on the host's clock, with a shutdown of its own.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, clock: Arc::new(SystemClock), shutdown: CancellationToken::new() }
    }

    /// The same service on another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same service, stopped by somebody else's token.
    #[must_use]
    pub fn with_shutdown(mut self, shutdown: CancellationToken) -> Self {
        self.shutdown = shutdown;
        self
    }

    /// A span for work that no request caused (timers, followers), so that its log lines carry the service's name.
    #[must_use]
    pub fn span(&self) -> tracing::Span {
        tracing::info_span!("service", service = self.name)
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").field("name", &self.name).finish_non_exhaustive()
    }
}
