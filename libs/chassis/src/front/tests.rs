//! The front without a network.

use tower::{ServiceExt as _, service_fn};

use super::*;

/// What a service behind the front of these limits answers to a request.
async fn asked<F>(limits: Limits, request: Request<Body>, work: fn() -> F) -> Fault
where
    F: Future<Output = ()> + Send + 'static,
{
    let inner = service_fn(move |_: Request<Body>| async move {
        work().await;
        Ok(Response::new(Body::empty()))
    });
    let front = FrontLayer::new(&Process::new("test"), limits).layer(inner);
    let response = front.oneshot(request).await.unwrap_or_default();
    let status = Status::from_header_map(response.headers()).expect("a status among the headers");
    Fault::from(status)
}

fn request(path: &str) -> http::request::Builder {
    Request::builder().uri(format!("http://test{path}"))
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_cut() {
    let limits = Limits { deadline: Duration::from_millis(20), ..Limits::default() };
    let request = request("/test/Wait").body(Body::empty()).expect("a request");
    let fault = asked(limits, request, futures::future::pending).await;
    assert_eq!(fault.reason(), "DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn the_callers_own_deadline_counts_when_it_is_shorter() {
    let request = request("/test/Wait").header("grpc-timeout", "20m").body(Body::empty()).expect("a request");
    let fault = asked(Limits::default(), request, futures::future::pending).await;
    assert_eq!(fault.reason(), "DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn a_call_that_panics_is_answered() {
    let request = request("/test/Wait").body(Body::empty()).expect("a request");
    let fault = asked(Limits::default(), request, || async { panic!("broken") }).await;
    assert_eq!((fault.reason(), fault.kind()), ("PANICKED", fault::Kind::Internal));
}

#[tokio::test]
async fn too_many_calls_are_refused_at_once() {
    let limits = Limits { in_flight: 0, ..Limits::default() };
    let fault =
        asked(limits, request("/test/Wait").body(Body::empty()).expect("a request"), || async {}).await;
    assert_eq!((fault.reason(), fault.retry_seconds()), ("OVERLOADED", Some(1)));
}

#[tokio::test]
async fn health_is_told_even_when_too_many_calls_are_at_work() {
    let limits = Limits { in_flight: 0, ..Limits::default() };
    let inner = service_fn(|_: Request<Body>| async { Ok::<_, Infallible>(Response::new(Body::empty())) });
    let front = FrontLayer::new(&Process::new("test"), limits).layer(inner);
    let request = request("/grpc.health.v1.Health/Check").body(Body::empty()).expect("a request");
    let response = front.oneshot(request).await.unwrap_or_default();
    assert!(Status::from_header_map(response.headers()).is_none());
}
