//! The session cookie: for this host only, never for scripts, never sent from another site.

use axum::http::{HeaderMap, HeaderValue, header};

/// Its name; the prefix makes browsers enforce Secure, Path=/ and no Domain.
pub const COOKIE: &str = "__Host-nekonote";

/// `Set-Cookie` that starts a session with its secret.
#[must_use]
pub fn start_session(secret: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("{COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Strict"))
        .unwrap_or_else(|_| end_session())
}

/// `Set-Cookie` that ends it.
#[must_use]
pub const fn end_session() -> HeaderValue {
    HeaderValue::from_static("__Host-nekonote=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// The session's secret among the cookies; none when it is there twice.
pub(super) fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut secrets = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, secret)| secret);
    let secret = secrets.next().filter(|secret| !secret.is_empty() && secret.len() <= 256)?;
    secrets.next().is_none().then_some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))])
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        assert_eq!(session(&cookies("a=b; __Host-nekonote=secret; c=d")), Some("secret"));
        assert_eq!(session(&cookies("nekonote=secret")), None);
    }

    #[test]
    fn two_sessions_are_none() {
        assert_eq!(session(&cookies("__Host-nekonote=a; __Host-nekonote=b")), None);
    }

    #[test]
    fn a_session_cookie_is_strict() {
        let value = start_session("secret");
        for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(value.to_str().unwrap().contains(part));
        }
    }
}
