//! A connection's bytes, with three observations: when the first one came in, whether HTTP/1 is framed soundly, and
//! whether the other side has stopped taking ours. A reader that stalls is cut.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::{framing::Framing, watch::Watch};

/// A connection that is watched.
pub(super) struct Watched<S> {
    inner: S,
    watch: Arc<Watch>,
    patience: Duration,
    framing: Framing,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(inner: S, watch: Arc<Watch>, patience: Duration) -> Self {
        Self { inner, watch, patience, framing: Framing::default(), stalled: None }
    }

    /// Passes a write's outcome on, but gives up on one that has been pending for too long.
    fn patiently<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the reader has stalled")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.framing.is_spoiled() {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "unsound framing")));
        }
        let before = into.filled().len();
        let outcome = Pin::new(&mut this.inner).poll_read(context, into);
        if let Some(came) = into.filled_mut().get_mut(before..).filter(|came| !came.is_empty()) {
            this.watch.byte_came();
            this.framing.read(came);
        }
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.inner).poll_write(context, bytes);
        this.patiently(context, outcome)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.inner).poll_flush(context);
        this.patiently(context, outcome)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.inner).poll_shutdown(context);
        this.patiently(context, outcome)
    }
}
