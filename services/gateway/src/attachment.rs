//! A file on its way out: something to keep, never a page. No browser shows or runs it, whatever is in it.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};

/// A file, called as these parameters of `Content-Disposition` say; what cannot be said in a header leaves it without a name.
pub(crate) fn called(parameters: &str, media_type: &'static str, body: Body) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; {parameters}"));
    let disposition = disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    response
}

/// A file with a name of ours that no cache keeps.
pub(crate) fn unkept(name: &str, media_type: &'static str, body: Body) -> Response {
    let mut response = called(&format!("filename=\"{name}\""), media_type, body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
