//! How far this host's clock is from the servers' (SNTP).
//! Never sets the clock, never stops a service: nobody answering is `Unknown`, a warning and a metric.

use std::{
    sync::Arc,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use chrono::TimeDelta;
use rsntp::{AsyncSntpClient, Config, SynchronizationError};
use tokio::{task::JoinSet, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// Beyond this every check is a warning.
pub const LOUD: TimeDelta = TimeDelta::milliseconds(100);
/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// Stands for `Unknown` among microseconds.
const UNKNOWN: i64 = i64::MIN;

/// What to add to this host's clock to have the servers' time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// Nobody was asked or nobody answered.
    Unknown,
    /// Positive when the host's clock is behind.
    Known(TimeDelta),
}

impl Offset {
    /// Whether people should look at it: known, and beyond [`LOUD`].
    #[must_use]
    pub fn is_loud(self) -> bool {
        matches!(self, Self::Known(offset) if offset.abs() > LOUD)
    }
}

/// Asks time servers, again and again, and keeps the last result.
#[derive(Debug, Clone)]
pub struct ClockCheck {
    servers: Arc<[String]>,
    every: Duration,
    patience: Duration,
    micros: Arc<AtomicI64>,
}

impl ClockCheck {
    /// A check of servers (`host` or `host:port`); `Unknown` until the first answer.
    #[must_use]
    pub fn new(servers: impl IntoIterator<Item = String>, every: Duration) -> Self {
        let servers = servers.into_iter().collect();
        Self { servers, every, patience: PATIENCE, micros: Arc::new(AtomicI64::new(UNKNOWN)) }
    }

    /// The same check with another limit for an answer.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The last result.
    #[must_use]
    pub fn offset(&self) -> Offset {
        match self.micros.load(Ordering::Relaxed) {
            UNKNOWN => Offset::Unknown,
            micros => Offset::Known(TimeDelta::microseconds(micros)),
        }
    }

    /// Asks every server once; the median of the answers is kept, so that one liar among three does not count.
    pub async fn ask(&self) -> Offset {
        let mut asked: JoinSet<_> =
            self.servers.iter().map(|server| ask(server.clone(), self.patience)).collect();
        let mut offsets = Vec::new();
        while let Some(answer) = asked.join_next().await {
            match answer {
                Ok((_, Ok(micros))) => offsets.push(micros),
                Ok((server, Err(error))) => tracing::debug!(server, %error, "a time server did not answer"),
                Err(error) => tracing::debug!(%error, "asking a time server failed"),
            }
        }
        offsets.sort_unstable();
        let median = offsets.get(offsets.len() / 2).copied().unwrap_or(UNKNOWN);
        self.micros.store(median, Ordering::Relaxed);
        self.tell();
        self.offset()
    }

    /// Asks now and then every so often, until shutdown.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut tick = tokio::time::interval(self.every.max(Duration::from_millis(1)));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let round = async {
            loop {
                tick.tick().await;
                self.ask().await;
            }
        };
        shutdown.run_until_cancelled(round).await;
    }

    fn tell(&self) {
        match self.offset() {
            Offset::Unknown => {
                tracing::warn!(servers = ?self.servers, "no time server answers: the clock is unchecked")
            }
            loud @ Offset::Known(offset) if loud.is_loud() => {
                tracing::warn!(offset_ms = offset.num_milliseconds(), "the clock is wrong: set it by NTP");
            }
            Offset::Known(offset) => {
                tracing::debug!(offset_ms = offset.num_milliseconds(), "the clock is right")
            }
        }
    }
}

async fn ask(server: String, patience: Duration) -> (String, Result<i64, SynchronizationError>) {
    let client = AsyncSntpClient::with_config(Config::default().timeout(patience));
    let answer = client.synchronize(server.as_str()).await;
    (server, answer.map(|result| micros(result.clock_offset().as_secs_f64())))
}

#[allow(clippy::cast_possible_truncation, reason = "a float beyond i64 saturates, and is loud either way")]
fn micros(seconds: f64) -> i64 {
    ((seconds * 1e6) as i64).max(UNKNOWN + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_loud_and_not_right() {
        assert!(!Offset::Unknown.is_loud());
        assert!(!Offset::Known(LOUD).is_loud());
        assert!(Offset::Known(-LOUD - TimeDelta::microseconds(1)).is_loud());
        assert_ne!(Offset::Unknown, Offset::Known(TimeDelta::zero()));
    }

    #[tokio::test]
    async fn a_check_without_servers_knows_nothing() {
        let check = ClockCheck::new([], Duration::from_secs(1));
        assert_eq!((check.offset(), check.ask().await), (Offset::Unknown, Offset::Unknown));
    }
}
