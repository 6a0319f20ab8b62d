//! Tells timeline what a support code stands for: trace, page, reason and build, and nothing of who was shown it.
//! Never slows or fails an answer: what does not fit the queue, or what timeline does not take, is dropped and counted.

use std::{sync::Arc, sync::LazyLock, time::Duration};

use calendar::Clock;
use opentelemetry::{global, metrics::Counter};
use proto::{timeline::v1 as pb, timestamp};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;

use crate::{context, peers::Peers};

/// Problems on their way at a time; beyond, somebody makes them faster than anybody reads them out.
const QUEUE: usize = 256;
/// Problems in one message.
const BATCH: usize = 50;
/// Between two messages.
const PAUSE: Duration = Duration::from_secs(1);
/// The release that answers.
const BUILD: &str = match option_env!("NEKONOTE_BUILD") {
    Some(build) => build,
    None => env!("CARGO_PKG_VERSION"),
};

static DROPPED: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("gateway")
        .u64_counter("nekonote.problems.dropped")
        .with_description("Problems shown to people whose support code cannot be looked up")
        .build()
});

/// Why an answer is a problem; on the response, for whoever sees it last.
#[derive(Debug, Clone)]
pub struct Told(pub String);

/// Where problems are noted.
#[derive(Clone)]
pub struct Notebook {
    clock: Arc<dyn Clock>,
    queue: Sender<pb::Problem>,
}

/// Who passes them on.
pub struct Messenger {
    peers: Peers,
    queue: Receiver<pb::Problem>,
}

impl Notebook {
    /// A notebook, and who passes on what is noted in it.
    #[must_use]
    pub fn new(peers: Peers, clock: Arc<dyn Clock>) -> (Self, Messenger) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        (Self { clock, queue: sender }, Messenger { peers, queue: receiver })
    }

    /// Notes that the request being served was answered with a problem; returns at once.
    pub fn note(&self, page: &str, reason: &str, status: u16) {
        let (trace, now) = (context::current().trace, self.clock.now());
        let problem = pb::Problem {
            support_code: trace.support_code().to_string(),
            trace_id: trace.id(),
            page: page.to_owned(),
            reason: reason.to_owned(),
            status: i32::from(status),
            build: BUILD.to_owned(),
            occurred_at: Some(timestamp(now)),
        };
        if self.queue.try_send(problem).is_err() {
            DROPPED.add(1, &[]);
        }
    }
}

impl Messenger {
    /// Passes on what is noted until shutdown, and then what is left.
    pub async fn work(mut self, shutdown: CancellationToken) {
        let mut problems = Vec::with_capacity(BATCH);
        while !shutdown.is_cancelled() {
            tokio::select! {
                noted = self.queue.recv_many(&mut problems, BATCH) => if noted == 0 { break },
                () = shutdown.cancelled() => break,
            }
            self.pass_on(std::mem::take(&mut problems)).await;
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = shutdown.cancelled() => {}
            }
        }
        while let Ok(problem) = self.queue.try_recv() {
            problems.push(problem);
        }
        problems.truncate(BATCH);
        if !problems.is_empty() {
            self.pass_on(problems).await;
        }
        // Somebody must stand by until everybody is told to leave.
        shutdown.cancelled().await;
    }

    async fn pass_on(&self, problems: Vec<pb::Problem>) {
        let many = u64::try_from(problems.len()).unwrap_or_default();
        if let Err(fault) = self.peers.ask_as_gateway(pb::RecordProblemsRequest { problems }).await {
            DROPPED.add(many, &[]);
            tracing::warn!(reason = fault.reason(), many, "support codes that cannot be looked up");
        }
    }
}
