//! Google Cloud Storage as tests need it: one bucket on a loopback port, objects in memory, and faults on request. Speaks as
//! much of its XML as uploads in parts, downloads and removals need.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// What the emulator calls its bucket.
const NAME: &str = "nekonote-test-documents";

/// A running bucket; it stops when dropped.
#[derive(Debug)]
pub struct BucketEmulator {
    endpoint: String,
    held: Arc<Mutex<Held>>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Held {
    objects: BTreeMap<String, Bytes>,
    /// Uploads under way: the object's name, and its parts by number.
    uploads: BTreeMap<String, (String, BTreeMap<u32, Bytes>)>,
    fault: Option<(u16, usize)>,
}

/// Starts a bucket on a loopback port.
///
/// # Panics
/// When there is no free port.
pub async fn bucket() -> BucketEmulator {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("a bound port"));
    let held = Arc::<Mutex<Held>>::default();
    let routes = Router::new().route("/{bucket}/{*object}", axum::routing::any(serve));
    let routes = routes.layer(DefaultBodyLimit::max(64 << 20)).with_state(Arc::clone(&held));
    let serving = tokio::spawn(async move {
        axum::serve(listener, routes).await.expect("the emulator serves");
    });
    BucketEmulator { endpoint, held, serving }
}

impl BucketEmulator {
    /// The bucket's name.
    pub const NAME: &'static str = NAME;

    /// Where it listens.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The objects that are whole, by name.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<String, Bytes> {
        locked(&self.held).objects.clone()
    }

    /// How many uploads are under way.
    #[must_use]
    pub fn uploads(&self) -> usize {
        locked(&self.held).uploads.len()
    }

    /// Puts other bytes in an object's place.
    pub fn put(&self, name: &str, bytes: impl Into<Bytes>) {
        locked(&self.held).objects.insert(name.to_owned(), bytes.into());
    }

    /// Lets the next answers be this HTTP status, so many of them.
    pub fn fail(&self, status: u16, times: usize) {
        locked(&self.held).fault = Some((status, times));
    }
}

impl Drop for BucketEmulator {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    State(held): State<Arc<Mutex<Held>>>,
    method: Method,
    Path((bucket, object)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    body: Bytes,
) -> Response {
    let mut held = locked(&held);
    if let Some(status) = held.next_fault() {
        return status.into_response();
    }
    if bucket != NAME {
        return StatusCode::NOT_FOUND.into_response();
    }
    let upload = query.get("uploadId");
    match (method.as_str(), upload) {
        ("POST", None) if query.contains_key("uploads") => held.begin(object),
        ("PUT", Some(upload)) => held.take_part(upload, query.get("partNumber"), body),
        ("POST", Some(upload)) => held.complete(upload),
        ("DELETE", Some(upload)) => match held.uploads.remove(upload) {
            Some(_) => StatusCode::NO_CONTENT.into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ("PUT", None) => {
            held.objects.insert(object, body);
            ([(header::ETAG, "\"1\"")], StatusCode::OK).into_response()
        }
        ("GET" | "HEAD", None) => held.give(&object),
        ("DELETE", None) => match held.objects.remove(&object) {
            Some(_) => StatusCode::NO_CONTENT.into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

impl Held {
    fn begin(&mut self, object: String) -> Response {
        let id = format!("upload-{}", uuid::Uuid::now_v7());
        self.uploads.insert(id.clone(), (object, BTreeMap::new()));
        xml(&format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        ))
    }

    fn take_part(&mut self, upload: &str, number: Option<&String>, bytes: Bytes) -> Response {
        let number = number.and_then(|number| number.parse().ok());
        let (Some((_, parts)), Some(number)) = (self.uploads.get_mut(upload), number) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        parts.insert(number, bytes);
        ([(header::ETAG, format!("\"{number}\""))], StatusCode::OK).into_response()
    }

    fn complete(&mut self, upload: &str) -> Response {
        let Some((object, parts)) = self.uploads.remove(upload) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        // As Google does: every part but the last has at least 5 MiB.
        let short = parts.values().rev().skip(1).any(|part| part.len() < 5 << 20);
        if short || parts.is_empty() {
            return StatusCode::BAD_REQUEST.into_response();
        }
        self.objects.insert(object, parts.values().flatten().copied().collect());
        xml("<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>")
    }

    fn give(&self, object: &str) -> Response {
        let Some(bytes) = self.objects.get(object) else { return StatusCode::NOT_FOUND.into_response() };
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, "\"1\"".parse().expect("a value"));
        headers.insert(header::LAST_MODIFIED, "Mon, 23 Nov 2026 00:00:00 GMT".parse().expect("a value"));
        (headers, bytes.clone()).into_response()
    }

    fn next_fault(&mut self) -> Option<StatusCode> {
        let (status, left) = self.fault.as_mut().filter(|(_, left)| *left > 0)?;
        *left -= 1;
        StatusCode::from_u16(*status).ok()
    }
}

fn xml(body: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/xml")], body.to_owned()).into_response()
}

fn locked(held: &Mutex<Held>) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
