//! A service that has started: its parts, and how it ends. A part that ends before it was asked to ends the service.

use std::{fmt::Display, net::SocketAddr, time::Duration};

use futures::{StreamExt as _, stream::FuturesUnordered};
use tokio::task::JoinHandle;

use crate::{Process, Readiness, Serving};

/// How long what is under way may take to finish after shutdown began.
pub const DRAIN: Duration = Duration::from_secs(25);

/// The parts of a service at work.
#[derive(Debug)]
#[must_use = "a service that is not waited for is cut"]
pub struct Running {
    process: Process,
    address: Option<SocketAddr>,
    readiness: Option<Readiness>,
    parts: FuturesUnordered<JoinHandle<Result<(), Ended>>>,
}

/// Why a service ended otherwise than asked to.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// A part failed.
    #[error("{part} failed: {why}")]
    Failed {
        /// Which part.
        part: &'static str,
        /// What it said.
        why: String,
    },
    /// A part ended although nobody asked it to.
    #[error("{0} ended by itself")]
    ByItself(&'static str),
    /// Something was still under way when the time was over.
    #[error("not drained within {} s", DRAIN.as_secs())]
    Slow,
}

impl Running {
    /// A service without parts yet.
    pub fn new(process: &Process) -> Self {
        Self { process: process.clone(), address: None, readiness: None, parts: FuturesUnordered::new() }
    }

    /// Adds the gRPC server; its address and readiness become the service's.
    pub fn with_server(mut self, serving: Serving) -> Self {
        self.address = Some(serving.address());
        self.readiness = Some(serving.readiness().clone());
        self.with("server", serving.drained())
    }

    /// Says where a server listens that is not the chassis's, such as the gateway's.
    pub fn with_address(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Adds a part: runs until shutdown, and is waited for.
    pub fn with<E: Display>(
        self,
        part: &'static str,
        work: impl Future<Output = Result<(), E>> + Send + 'static,
    ) -> Self {
        use tracing::Instrument as _;
        let shutdown = self.process.shutdown.clone();
        let work = async move {
            let result = work.await;
            let early = !shutdown.is_cancelled();
            let why = result.err().map(|error| error.to_string());
            match why {
                Some(why) => Err(Ended::Failed { part, why }),
                None if early => Err(Ended::ByItself(part)),
                None => Ok(()),
            }
        };
        self.parts.push(tokio::spawn(work.instrument(self.process.span())));
        self
    }

    /// Adds a part that cannot fail, such as a timer.
    pub fn with_task(self, part: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Self {
        self.with(part, async move {
            work.await;
            Ok::<(), std::convert::Infallible>(())
        })
    }

    /// Where it listens, when it does.
    #[must_use]
    pub const fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Its readiness, when it has a gRPC server.
    #[must_use]
    pub const fn readiness(&self) -> Option<&Readiness> {
        self.readiness.as_ref()
    }

    /// Waits until shutdown, then for every part, up to [`DRAIN`]. A part that ends early shuts the others down.
    ///
    /// # Errors
    /// When a part failed, ended by itself, or was not done in time.
    pub async fn drained(mut self) -> Result<(), Ended> {
        let mut result = Ok(());
        loop {
            tokio::select! {
                () = self.process.shutdown.cancelled() => break,
                Some(ended) = self.parts.next() => {
                    result = result.and(flat(ended));
                    self.process.shutdown.cancel();
                }
            }
        }
        let rest = async {
            while let Some(ended) = self.parts.next().await {
                let ended = flat(ended);
                if result.is_ok() {
                    result = ended;
                }
            }
        };
        if tokio::time::timeout(DRAIN, rest).await.is_err() {
            return Err(Ended::Slow);
        }
        result
    }

    /// Shuts down and waits: what a test or the demo does at its end.
    ///
    /// # Errors
    /// As [`Running::drained`].
    pub async fn stop(self) -> Result<(), Ended> {
        self.process.shutdown.cancel();
        self.drained().await
    }
}

fn flat(ended: Result<Result<(), Ended>, tokio::task::JoinError>) -> Result<(), Ended> {
    ended.unwrap_or_else(|error| Err(Ended::Failed { part: "a task", why: error.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until_shutdown(process: &Process) -> impl Future<Output = ()> + Send + use<> {
        let shutdown = process.shutdown.clone();
        async move { shutdown.cancelled().await }
    }

    #[tokio::test]
    async fn every_part_is_waited_for() {
        let process = Process::new("test");
        let running = Running::new(&process).with_task("one", until_shutdown(&process));
        let running = running.with_task("two", until_shutdown(&process));
        assert!(running.stop().await.is_ok());
    }

    #[tokio::test]
    async fn a_part_that_fails_ends_the_others() {
        let process = Process::new("test");
        let running = Running::new(&process).with_task("one", until_shutdown(&process));
        let ended = running.with("two", async { Err("broken") }).drained().await;
        assert_eq!(ended.unwrap_err().to_string(), "two failed: broken");
        assert!(process.shutdown.is_cancelled());
    }

    #[tokio::test]
    async fn a_part_that_ends_by_itself_ends_the_others() {
        let process = Process::new("test");
        let running = Running::new(&process).with_task("one", until_shutdown(&process));
        let ended = running.with_task("two", async {}).drained().await;
        assert_eq!(ended.unwrap_err().to_string(), "two ended by itself");
    }

    #[tokio::test]
    async fn a_part_that_panics_ends_the_others() {
        let process = Process::new("test");
        let running = Running::new(&process).with_task("one", until_shutdown(&process));
        let ended = running.with_task("two", async { panic!("broken") }).drained().await;
        assert!(matches!(ended, Err(Ended::Failed { .. })), "{ended:?}");
    }
}
