//! Streams that only end when somebody ends them: at shutdown, and with their connection's age lest they keep it for
//! ever. Other streams end by themselves and are left to.

use futures::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tonic::body::Body;

use crate::Limits;

/// What such RPCs are called.
const NAMES: [&str; 2] = ["/Follow", "/Watch"];

/// Resolves, with the trailers to end with, when a stream is to end; none when the request is for no endless stream.
pub(super) fn stop(
    request: &Request<Body>,
    limits: Limits,
    shutdown: CancellationToken,
) -> Option<BoxFuture<'static, HeaderMap>> {
    if !NAMES.iter().any(|name| request.uri().path().ends_with(name)) {
        return None;
    }
    let old = Instant::now() + limits.connection_age;
    Some(Box::pin(async move {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = sleep_until(old) => {}
        }
        well()
    }))
}

/// The end of a stream that ended well: whoever wants more comes again.
fn well() -> HeaderMap {
    HeaderMap::from_iter([(HeaderName::from_static("grpc-status"), HeaderValue::from_static("0"))])
}
