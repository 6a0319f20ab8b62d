//! The watch over one connection: from its first byte to its first request, and over its idle times.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

use super::Limits;

/// What is to be done with a connection whose time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has not managed one request: away with it.
    Cut,
    /// It served its purpose and is idle: a polite end.
    Close,
}

/// The watch.
pub(super) struct Watch {
    limits: Limits,
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    opened_at: Instant,
    first_byte_at: Option<Instant>,
    has_served: bool,
    active: usize,
    idle_since: Instant,
    dismissed: bool,
}

/// A request under way; the watch sleeps until it is dropped.
pub(super) struct Active(Arc<Watch>);

impl Watch {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        let now = Instant::now();
        let state = State {
            opened_at: now,
            first_byte_at: None,
            has_served: false,
            active: 0,
            idle_since: now,
            dismissed: false,
        };
        Arc::new(Self { limits, state: Mutex::new(state), changed: Notify::new() })
    }

    /// A byte came in.
    pub(super) fn byte_came(&self) {
        let is_first = self.change(|state| {
            let is_first = state.first_byte_at.is_none();
            state.first_byte_at.get_or_insert_with(Instant::now);
            is_first
        });
        if is_first {
            self.changed.notify_one();
        }
    }

    /// A request's headers are complete.
    pub(super) fn request(self: &Arc<Self>) -> Active {
        self.change(|state| {
            state.has_served = true;
            state.active += 1;
        });
        self.changed.notify_one();
        Active(Arc::clone(self))
    }

    /// No further request is wanted on this connection.
    pub(super) fn dismiss(&self) {
        self.change(|state| state.dismissed = true);
        self.changed.notify_one();
    }

    /// Waits until the connection's time is up.
    pub(super) async fn over(&self) -> Verdict {
        loop {
            let Some((at, verdict)) = self.change(|state| deadline(state, &self.limits)) else {
                self.changed.notified().await;
                continue;
            };
            if at <= Instant::now() {
                return verdict;
            }
            tokio::select! {
                () = sleep_until(at) => {}
                () = self.changed.notified() => {}
            }
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.0.change(|state| {
            state.active = state.active.saturating_sub(1);
            state.idle_since = Instant::now();
        });
        self.0.changed.notify_one();
    }
}

fn deadline(state: &State, limits: &Limits) -> Option<(Instant, Verdict)> {
    if state.dismissed {
        return Some((Instant::now(), Verdict::Close));
    }
    match (state.active, state.has_served, state.first_byte_at) {
        (0, true, _) => Some((state.idle_since + limits.keep_alive, Verdict::Close)),
        (_, true, _) => None,
        (_, false, Some(first)) => Some((first + limits.headers, Verdict::Cut)),
        (_, false, None) => Some((state.opened_at + limits.first_byte, Verdict::Cut)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);
    const SHORT: Duration = Duration::from_millis(5);

    fn limits() -> Limits {
        Limits { first_byte: LONG, headers: LONG, keep_alive: LONG, ..Limits::default() }
    }

    #[tokio::test]
    async fn a_silent_connection_is_cut_after_the_first_byte_limit() {
        assert_eq!(Watch::new(Limits { first_byte: SHORT, ..limits() }).over().await, Verdict::Cut);
    }

    #[tokio::test]
    async fn slow_headers_are_cut_after_the_header_limit() {
        let watch = Watch::new(Limits { headers: SHORT, ..limits() });
        watch.byte_came();
        assert_eq!(watch.over().await, Verdict::Cut);
    }

    #[tokio::test]
    async fn an_idle_connection_is_closed_politely_and_a_busy_one_is_not() {
        let watch = Watch::new(Limits { first_byte: SHORT, headers: SHORT, keep_alive: SHORT, ..limits() });
        let active = watch.request();
        assert!(tokio::time::timeout(SHORT * 4, watch.over()).await.is_err());
        drop(active);
        assert_eq!(watch.over().await, Verdict::Close);
    }

    #[tokio::test]
    async fn a_dismissed_connection_takes_no_further_request() {
        let watch = Watch::new(limits());
        let _active = watch.request();
        watch.dismiss();
        assert_eq!(watch.over().await, Verdict::Close);
    }
}
