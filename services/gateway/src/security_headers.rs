//! Headers that tell browsers what not to do with our answers, and the check that a change was asked for by our own
//! site. It refuses changes from other sites, with or without a token.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use fault::Fault;

use crate::edge::Face;

const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types htmx",
);
/// The public face has no scripts.
const PUBLIC_CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
);
/// The same on both faces; checked by the compiler, and not for each answer.
const WANTED: [(HeaderName, HeaderValue); 8] = [
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
             payment=(), usb=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Adds the headers, except where a route has set its own.
pub fn add(face: Face, headers: &mut HeaderMap) {
    let csp = if face == Face::Portal { CSP } else { PUBLIC_CSP };
    headers.reserve(WANTED.len() + 1);
    for (name, value) in WANTED.into_iter().chain([(header::CONTENT_SECURITY_POLICY, csp)]) {
        headers.entry(name).or_insert(value);
    }
}

/// Whether a change was asked for by our own site or by no browser at all.
///
/// # Errors
/// `CROSS_SITE` when another site asked, or a cookie came along and nothing says which site asked.
pub fn check_origin(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_ours = match (text("sec-fetch-site"), text("origin")) {
        _ if method.is_safe() => true,
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = uri.authority().map(|authority| authority.as_str()).or_else(|| text("host"));
            host.is_some() && origin.strip_prefix("https://") == host
        }
        (None, None) => headers.contains_key(header::AUTHORIZATION) || !headers.contains_key(header::COOKIE),
    };
    if is_ours { Ok(()) } else { Err(Fault::forbidden("CROSS_SITE")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)]) -> bool {
        let pairs = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        check_origin(&Method::POST, &Uri::from_static("/"), &pairs.collect()).is_ok()
    }

    #[test]
    fn a_change_from_another_site_is_refused() {
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
            assert!(!check(&[("sec-fetch-site", site), ("authorization", "Bearer x")]), "{site}");
        }
        assert!(!check(&[("origin", "https://evil.example"), ("host", "localhost:8443")]));
        assert!(!check(&[("origin", "null"), ("host", "localhost:8443")]));
    }

    #[test]
    fn a_change_with_a_cookie_says_where_it_comes_from() {
        assert!(!check(&[("cookie", "__Host-nekonote=x")]));
        assert!(check(&[("cookie", "__Host-nekonote=x"), ("sec-fetch-site", "same-origin")]));
        assert!(check(&[
            ("cookie", "__Host-nekonote=x"),
            ("origin", "https://localhost:8443"),
            ("host", "localhost:8443")
        ]));
    }

    #[test]
    fn a_program_needs_no_site() {
        assert!(check(&[("authorization", "Bearer x")]));
        assert!(check(&[]));
    }

    #[test]
    fn a_route_may_be_stricter_than_the_default() {
        let mut headers =
            HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("private"))]);
        add(Face::Portal, &mut headers);
        assert_eq!(headers[header::CACHE_CONTROL], "private");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
