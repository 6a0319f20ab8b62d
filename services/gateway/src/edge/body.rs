//! A request's body that must keep coming: an idle one and a trickling one are cut.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{Limits, TOO_SLOW};

/// A body under the limits.
pub(super) struct TimedBody {
    inner: Incoming,
    limits: Limits,
    idle_at: Instant,
    window_at: Instant,
    progress: usize,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    pub(super) fn new(inner: Incoming, limits: Limits) -> Self {
        let now = Instant::now();
        let (idle_at, window_at) = (now + limits.idle_body, now + limits.body_window);
        Self { inner, limits, idle_at, window_at, progress: 0, sleep: None }
    }

    fn arrived(&mut self, bytes: usize) {
        self.progress = self.progress.saturating_add(bytes);
        self.idle_at = Instant::now() + self.limits.idle_body;
    }

    /// Whether the time is up; a window with enough progress begins anew.
    fn poll_limits(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            let at = self.idle_at.min(self.window_at);
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(at)));
            if sleep.deadline() != at {
                sleep.as_mut().reset(at);
            }
            ready!(sleep.as_mut().poll(context));
            if self.idle_at <= Instant::now() || self.progress < self.limits.body_progress {
                return Poll::Ready(());
            }
            self.progress = 0;
            self.window_at = Instant::now() + self.limits.body_window.max(Duration::from_millis(1));
        }
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                self.arrived(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(io::Error::other(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                ready!(self.poll_limits(context));
                Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::TimedOut, TOO_SLOW))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
