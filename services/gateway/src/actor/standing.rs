//! Who sends or reads for long is asked about again: a body ends when its caller's rights do, whatever the route does
//! with it. Refuses to pass on a byte on an answer of accounts that is older than five seconds.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use fault::{Fault, Kind};
use futures::future::BoxFuture;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use identity::ClientCertificate;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{Authentication, Credential};
use crate::problem::Problem;

/// How often a long body asks; accounts itself is asked when what it last said is too old.
const AGAIN: Duration = Duration::from_millis(500);

/// Who a request is from, once that is known, and why it was cut.
#[derive(Clone, Default)]
pub(super) struct Standing(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    who: Option<Who>,
    cut: Option<Fault>,
}

/// Somebody who showed something on a device.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) authentication: Authentication,
    pub(super) credential: Credential,
    pub(super) device: Arc<ClientCertificate>,
}

/// Serves a request whose bodies end when its caller's rights do.
pub async fn while_standing(mut request: Request, next: Next) -> Response {
    let standing = Standing::default();
    request.extensions_mut().insert(standing.clone());
    let path = request.uri().path();
    let for_programs = path.starts_with("/api/") || path.starts_with("/oauth2/");
    let response = next.run(request.map(|body| standing.wrap(body))).await;
    match standing.cut() {
        // An answer of known size is in memory, and on its way at once.
        None if response.body().size_hint().exact().is_some() => response,
        None => response.map(|body| standing.wrap(body)),
        Some(fault) if for_programs => Problem::of(&fault).into_response(),
        Some(fault) if fault.kind() == Kind::Unauthenticated => Redirect::to("/sign-in").into_response(),
        Some(fault) => crate::pages::fault_page(&fault),
    }
}

impl Standing {
    /// The request is from this caller.
    pub(super) fn is(&self, who: Who) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).who = Some(who);
    }

    fn who(&self) -> Option<Who> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).who.clone()
    }

    fn cut(&self) -> Option<Fault> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).cut.take()
    }

    fn wrap(&self, inner: Body) -> Body {
        if inner.is_end_stream() {
            return inner;
        }
        let (standing, due) = (self.clone(), Instant::now() + AGAIN);
        Body::new(StandingBody { inner, standing, due, alarm: None, asking: None })
    }
}

/// A body that goes on as long as its caller stands.
struct StandingBody {
    inner: Body,
    standing: Standing,
    due: Instant,
    alarm: Option<Pin<Box<Sleep>>>,
    asking: Option<BoxFuture<'static, Result<(), Fault>>>,
}

impl StandingBody {
    /// Begins to ask when it is time to, if anybody is known yet.
    fn ask_when_due(&mut self) {
        if self.asking.is_some() || Instant::now() < self.due {
            return;
        }
        self.due = Instant::now() + AGAIN;
        if let Some(Who { authentication, credential, device }) = self.standing.who() {
            self.asking =
                Some(Box::pin(
                    async move { authentication.authenticate(&credential, &device).await.map(drop) },
                ));
        }
    }

    /// Waits for the answer, if one has been asked for: until then nothing passes.
    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(asking) = self.asking.as_mut() else { return Poll::Ready(Ok(())) };
        let answer = ready!(asking.as_mut().poll(context));
        self.asking = None;
        let Err(fault) = answer else { return Poll::Ready(Ok(())) };
        tracing::warn!(reason = fault.reason(), "a body was cut: its caller no longer stands");
        let words = fault.reason().to_owned();
        self.standing.0.lock().unwrap_or_else(PoisonError::into_inner).cut = Some(fault);
        Poll::Ready(Err(io::Error::other(words)))
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
}

impl HttpBody for StandingBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        loop {
            this.ask_when_due();
            if let Err(error) = ready!(this.poll_answer(context)) {
                this.inner = Body::empty();
                return Poll::Ready(Some(Err(axum::Error::new(error))));
            }
            if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) {
                return Poll::Ready(frame);
            }
            ready!(this.poll_alarm(context));
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
