//! A response on its way out: tells the connection's watch whether the client takes it, and ends when the certificate
//! no longer holds.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;

use super::super::{Trust, Visitor, watch::Active};

/// How often a long answer is checked again; with the poll of the list, below the promised five seconds.
const AGAIN: Duration = Duration::from_secs(2);

/// A response's body.
pub(in crate::edge) struct Served {
    inner: Body,
    visitor: Visitor,
    trust: Arc<Trust>,
    checked_at: Instant,
    active: Active,
}

impl Served {
    pub(in crate::edge) fn new(inner: Body, visitor: Visitor, trust: Arc<Trust>, active: Active) -> Self {
        Self { inner, visitor, trust, checked_at: Instant::now(), active }
    }

    fn is_still_admitted(&mut self) -> bool {
        if self.checked_at.elapsed() < AGAIN {
            return true;
        }
        self.checked_at = Instant::now();
        self.visitor.certificate.as_ref().is_none_or(|certificate| self.trust.admits(certificate))
    }
}

impl HttpBody for Served {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.is_still_admitted() {
            return Poll::Ready(Some(Err(io::Error::other("the certificate no longer holds"))));
        }
        self.active.asked();
        let frame = Pin::new(&mut self.inner).poll_frame(context);
        if matches!(frame, Poll::Ready(Some(Ok(_)))) {
            self.active.handed_on();
        }
        frame.map(|frame| frame.map(|frame| frame.map_err(io::Error::other)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
