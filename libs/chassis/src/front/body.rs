//! Bodies that are watched, not read: when the caller was last heard, and how an answer ended.

use std::{
    pin::Pin,
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll, ready},
};

use futures::future::BoxFuture;
use http::{HeaderMap, Request};
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::time::{Duration, Instant};
use tonic::{Status, body::Body};

use super::call::Call;

/// When the caller was last heard.
#[derive(Debug)]
pub(crate) struct Heard {
    began: Instant,
    micros: AtomicU64,
}

impl Heard {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), micros: AtomicU64::new(0) }
    }

    /// The request, with every part of its body heard.
    pub(crate) fn listen(request: Request<Body>) -> (Request<Body>, Arc<Self>) {
        let heard = Arc::new(Self::new());
        let request = request.map(|inner| Body::new(Listening { inner, heard: Arc::clone(&heard) }));
        (request, heard)
    }

    pub(crate) fn hear(&self) {
        let micros = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.micros.store(micros, Ordering::Relaxed);
    }

    pub(crate) fn at(&self) -> Instant {
        self.began + Duration::from_micros(self.micros.load(Ordering::Relaxed))
    }
}

/// A request's body.
struct Listening {
    inner: Body,
    heard: Arc<Heard>,
}

impl HttpBody for Listening {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        self.heard.hear();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body; its call ends with it.
pub(crate) struct Watched {
    inner: Body,
    call: Option<Call>,
    stop: Option<BoxFuture<'static, HeaderMap>>,
}

impl Watched {
    /// The body of an answer that ends with the trailers of `stop`, if it has not ended before.
    pub(crate) fn new(inner: Body, call: Call, stop: Option<BoxFuture<'static, HeaderMap>>) -> Self {
        Self { inner, call: Some(call), stop }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(span) = self.call.as_ref().map(Call::span) else { return Poll::Ready(None) };
        let _inside = span.enter();
        let frame = match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(frame) => frame,
            Poll::Pending => {
                let Some(stop) = self.stop.as_mut() else { return Poll::Pending };
                Some(Ok(Frame::trailers(ready!(stop.as_mut().poll(context)))))
            }
        };
        match &frame {
            Some(Ok(frame)) if !frame.is_trailers() => {}
            Some(Ok(frame)) => {
                if let (Some(mut call), Some(trailers)) = (self.call.take(), frame.trailers_ref()) {
                    call.learn(trailers);
                }
            }
            Some(Err(_)) | None => drop(self.call.take()),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
