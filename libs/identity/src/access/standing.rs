//! A stream's caller is checked again every few seconds, as each request is. Both bodies of a call pass through here:
//! they end, whoever serves them, when the peer's certificate has been revoked, has run out, or nobody can say.
//! Whether the actor still has the rights is asked by the gateway, which is at the other end of their stream.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use fault::Fault;
use http::header::CONTENT_TYPE;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::{Status, body::Body};

/// Asks whether the caller of a call still stands.
pub(super) type Standing = Arc<dyn Fn() -> Result<(), Fault> + Send + Sync>;

/// What a body tells when it is ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The service reads an error: what it has got so far is not the whole.
    In,
    /// The caller reads the status of the call.
    Out,
}

/// A body that ends when its caller no longer stands.
pub(super) struct Rechecked {
    inner: Body,
    way: Way,
    standing: Standing,
    every: Duration,
    due: Instant,
    alarm: Option<Pin<Box<Sleep>>>,
    ended: bool,
}

impl Rechecked {
    /// The same body, checked every so often from now on. One that has ended already is left as it is.
    pub(super) fn wrap(inner: Body, way: Way, standing: &Standing, every: Duration) -> Body {
        if inner.is_end_stream() {
            return inner;
        }
        let (standing, due) = (Arc::clone(standing), Instant::now() + every);
        Body::new(Self { inner, way, standing, every, due, alarm: None, ended: false })
    }

    /// Checks when it is time to.
    fn look(&mut self) -> Result<(), Fault> {
        let now = Instant::now();
        if now < self.due {
            return Ok(());
        }
        self.due = now + self.every;
        (self.standing)()
    }

    /// Wakes the body for its next look even when nothing comes or goes.
    fn poll_alarm(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let due = self.due;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(due)));
        if alarm.deadline() != due {
            alarm.as_mut().reset(due);
        }
        alarm.as_mut().poll(context)
    }

    fn end(&mut self, fault: Fault) -> Result<Frame<Bytes>, Status> {
        (self.ended, self.inner) = (true, Body::empty());
        let status = Status::from(fault);
        if self.way == Way::In {
            return Err(status);
        }
        let mut trailers = status.into_http::<Body>().into_parts().0.headers;
        trailers.remove(CONTENT_TYPE);
        Ok(Frame::trailers(trailers))
    }
}

impl HttpBody for Rechecked {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        while !this.ended {
            if let Err(fault) = this.look() {
                return Poll::Ready(Some(this.end(fault)));
            }
            if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) {
                return Poll::Ready(frame);
            }
            ready!(this.poll_alarm(context));
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures::future::poll_fn;

    use super::*;

    const EVERY: Duration = Duration::from_millis(5);

    /// Bytes whenever it is asked, or never any.
    struct Source {
        silent: bool,
    }

    impl HttpBody for Source {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            if self.silent { Poll::Pending } else { Poll::Ready(Some(Ok(Frame::data(Bytes::from("x"))))) }
        }
    }

    fn body(silent: bool, way: Way) -> (Body, Arc<AtomicBool>) {
        let stands = Arc::new(AtomicBool::new(true));
        let known = Arc::clone(&stands);
        let standing: Standing = Arc::new(move || match known.load(Ordering::Relaxed) {
            true => Ok(()),
            false => Err(Fault::unauthenticated("WORKLOAD_REVOKED")),
        });
        (Rechecked::wrap(Body::new(Source { silent }), way, &standing, EVERY), stands)
    }

    async fn next(body: &mut Body) -> Option<Result<Frame<Bytes>, Status>> {
        poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
    }

    /// Reads to the end, which must come.
    async fn last(body: &mut Body) -> Result<Frame<Bytes>, Status> {
        let end = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                match next(body).await.expect("a refusal before the end") {
                    Ok(frame) if frame.is_data() => tokio::task::yield_now().await,
                    other => return other,
                }
            }
        });
        end.await.expect("an end in time")
    }

    fn reason(status: Status) -> String {
        Fault::from(status).reason().to_owned()
    }

    #[tokio::test]
    async fn what_comes_in_ends_with_an_error_when_its_caller_no_longer_stands() {
        for silent in [true, false] {
            let (mut body, stands) = body(silent, Way::In);
            stands.store(false, Ordering::Relaxed);
            assert_eq!(reason(last(&mut body).await.expect_err("cut")), "WORKLOAD_REVOKED");
            assert!(next(&mut body).await.is_none() && body.is_end_stream());
        }
    }

    #[tokio::test]
    async fn what_goes_out_ends_with_the_status_when_its_caller_no_longer_stands() {
        for silent in [true, false] {
            let (mut body, stands) = body(silent, Way::Out);
            stands.store(false, Ordering::Relaxed);
            let frame = last(&mut body).await.expect("trailers");
            let status = Status::from_header_map(frame.trailers_ref().expect("trailers")).expect("a status");
            assert_eq!(reason(status), "WORKLOAD_REVOKED");
            assert!(next(&mut body).await.is_none());
        }
    }

    #[tokio::test]
    async fn a_body_whose_caller_stands_is_left_alone() {
        let (mut silent, _) = body(true, Way::Out);
        assert!(tokio::time::timeout(EVERY * 4, next(&mut silent)).await.is_err());
        let (mut busy, _) = body(false, Way::In);
        assert!(next(&mut busy).await.is_some_and(|frame| frame.is_ok()));
    }
}
