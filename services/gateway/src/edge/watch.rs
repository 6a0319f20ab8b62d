//! The watch over one connection: from its first byte to its first request, over its idle times, and over answers
//! that nobody takes. Flow control of HTTP/2 lets a client hold an answer for ever without stalling the connection.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

use super::Limits;

/// What is to be done with a connection whose time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has not managed one request, or does not take an answer: away with it.
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
    /// Requests so far.
    requests: u64,
    /// Since when a request's last piece of answer has been handed on and no further one has been asked for.
    handed_on: HashMap<u64, Instant>,
    idle_since: Instant,
    dismissed: bool,
}

/// What comes next: an end, or another look.
enum Next {
    End(Instant, Verdict),
    Look(Instant),
}

/// A request under way; idle times do not count until it is dropped.
pub(super) struct Active {
    watch: Arc<Watch>,
    number: u64,
}

impl Watch {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        let now = Instant::now();
        let state = State {
            opened_at: now,
            first_byte_at: None,
            has_served: false,
            active: 0,
            requests: 0,
            handed_on: HashMap::new(),
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
        let number = self.change(|state| {
            state.has_served = true;
            state.active += 1;
            state.requests += 1;
            state.requests
        });
        self.changed.notify_one();
        Active { watch: Arc::clone(self), number }
    }

    /// No further request is wanted on this connection.
    pub(super) fn dismiss(&self) {
        self.change(|state| state.dismissed = true);
        self.changed.notify_one();
    }

    /// Waits until the connection's time is up.
    pub(super) async fn over(&self) -> Verdict {
        loop {
            let next = self.change(|state| next(state, &self.limits));
            let at = match next {
                Next::End(at, verdict) if at <= Instant::now() => return verdict,
                Next::End(at, _) | Next::Look(at) => at,
            };
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

impl Active {
    /// A piece of the answer is in the client's hands: it has so long to take it.
    pub(super) fn handed_on(&self) {
        self.watch.change(|state| state.handed_on.insert(self.number, Instant::now()));
    }

    /// The client has room for a further piece.
    pub(super) fn asked(&self) {
        self.watch.change(|state| state.handed_on.remove(&self.number));
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.watch.change(|state| {
            state.handed_on.remove(&self.number);
            state.active = state.active.saturating_sub(1);
            state.idle_since = Instant::now();
        });
        self.watch.changed.notify_one();
    }
}

fn next(state: &State, limits: &Limits) -> Next {
    if state.dismissed {
        return Next::End(Instant::now(), Verdict::Close);
    }
    match (state.active, state.has_served, state.first_byte_at) {
        (0, true, _) => Next::End(state.idle_since + limits.keep_alive, Verdict::Close),
        (_, true, _) => match state.handed_on.values().min() {
            Some(since) => Next::End(*since + limits.idle_body, Verdict::Cut),
            None => Next::Look(Instant::now() + limits.idle_body),
        },
        (_, false, Some(first)) => Next::End(first + limits.headers, Verdict::Cut),
        (_, false, None) => Next::End(state.opened_at + limits.first_byte, Verdict::Cut),
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
    async fn an_answer_that_nobody_takes_ends_the_connection() {
        let watch = Watch::new(Limits { idle_body: SHORT, ..limits() });
        let (waiting, _other) = (watch.request(), watch.request());
        waiting.handed_on();
        waiting.asked();
        assert!(
            tokio::time::timeout(SHORT * 4, watch.over()).await.is_err(),
            "it waits for us, not for the client"
        );
        waiting.handed_on();
        assert_eq!(watch.over().await, Verdict::Cut);
    }

    #[tokio::test]
    async fn a_dismissed_connection_takes_no_further_request() {
        let watch = Watch::new(limits());
        let _active = watch.request();
        watch.dismiss();
        assert_eq!(watch.over().await, Verdict::Close);
    }
}
