//! Streams that only end when somebody ends them: at shutdown, with their connection's age lest they keep it for ever,
//! and soon after their caller lost its right to them. Other streams end by themselves and are left to.

use futures::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header::CONTENT_TYPE};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body};
use tower::{ServiceExt as _, util::BoxCloneSyncService};

use crate::Limits;

/// What such RPCs are called.
const NAMES: [&str; 2] = ["/Follow", "/Watch"];

/// Answers as access does, and nothing more.
pub(crate) type Probe = BoxCloneSyncService<Request<Body>, http::Response<Body>, std::convert::Infallible>;

/// Resolves, with the trailers to end with, when a stream is to end; none when the request is for no endless stream.
pub(super) fn stop(
    request: &Request<Body>,
    limits: Limits,
    shutdown: CancellationToken,
    probe: Probe,
) -> Option<BoxFuture<'static, HeaderMap>> {
    if !NAMES.iter().any(|name| request.uri().path().ends_with(name)) {
        return None;
    }
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let extensions = request.extensions().clone();
    let again = move || {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = headers.clone();
        *request.extensions_mut() = extensions.clone();
        request
    };
    let old = Instant::now() + limits.connection_age;
    Some(Box::pin(async move {
        tokio::select! {
            () = shutdown.cancelled() => well(),
            () = sleep_until(old) => well(),
            refusal = refused(probe, again, limits) => refusal,
        }
    }))
}

/// Resolves when access would refuse the same request.
async fn refused(probe: Probe, again: impl Fn() -> Request<Body>, limits: Limits) -> HeaderMap {
    loop {
        sleep(limits.recheck).await;
        let Ok(response) = probe.clone().oneshot(again()).await;
        let mut headers = response.into_parts().0.headers;
        if Status::from_header_map(&headers).is_some() {
            headers.remove(CONTENT_TYPE);
            return headers;
        }
    }
}

/// The end of a stream that ended well: whoever wants more comes again.
fn well() -> HeaderMap {
    HeaderMap::from_iter([(HeaderName::from_static("grpc-status"), HeaderValue::from_static("0"))])
}
