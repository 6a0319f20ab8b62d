//! Which face a name belongs to, whether the names in handshake and request agree, and whether a path is one. Anything unknown gets the
//! portal's rules, which are the stricter ones.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header, uri::Scheme};

use super::Face;
use crate::Names;

impl Names {
    /// The face for a name in the handshake; none at all means that an address was called.
    pub(super) fn face(&self, server_name: Option<&str>) -> Face {
        match (server_name, &self.public) {
            (None, _) => Face::Public,
            (Some(name), Some(public)) if name.eq_ignore_ascii_case(public) => Face::Public,
            (Some(_), _) => Face::Portal,
        }
    }
}

/// Whether the request asks, over `https` if it says so, for the name that the handshake asked for; without a name, for a
/// bare address.
pub(super) fn agree(server_name: Option<&str>, uri: &Uri, headers: &HeaderMap) -> bool {
    if uri.scheme().is_some_and(|scheme| *scheme != Scheme::HTTPS) {
        return false;
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let (header, second) = (hosts.next(), hosts.next());
    let authority = uri.authority().map(|authority| authority.as_str());
    let header = match header.map(|value| value.to_str()) {
        Some(Err(_)) => return false,
        Some(Ok(host)) => Some(host),
        None => None,
    };
    let mut asked = authority.into_iter().chain(header).map(name).peekable();
    second.is_none() && asked.peek().is_some() && asked.all(|asked| is_same(server_name, asked))
}

/// Whether a path is text behind its percent signs; nothing of ours has another name.
pub(super) fn is_text(path: &str) -> bool {
    let mut pieces = path.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        match piece.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => bytes.push(byte),
            None => bytes.push(b'%'),
        }
        bytes.extend(piece.bytes().skip(2));
    }
    std::str::from_utf8(&bytes).is_ok()
}

fn is_same(server_name: Option<&str>, asked: &str) -> bool {
    match server_name {
        Some(name) => name.eq_ignore_ascii_case(asked),
        None => asked.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok(),
    }
}

/// An authority without its port.
fn name(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(public: Option<&str>) -> Names {
        Names { portal: "localhost".into(), public: public.map(str::to_owned) }
    }

    fn asks(server_name: Option<&str>, host: &'static str) -> bool {
        agree(
            server_name,
            &Uri::from_static("/"),
            &HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]),
        )
    }

    #[test]
    fn an_unknown_name_gets_the_portals_rules() {
        for name in ["localhost", "elsewhere.example", "HELP.example.jp.evil"] {
            assert_eq!(names(Some("help.example.jp")).face(Some(name)), Face::Portal);
        }
        assert_eq!(names(Some("help.example.jp")).face(Some("HELP.example.jp")), Face::Public);
        assert_eq!(names(None).face(None), Face::Public);
    }

    #[test]
    fn names_agree_without_regard_to_port_and_case() {
        assert!(asks(Some("localhost"), "LOCALHOST:8443"));
        assert!(asks(None, "127.0.0.1:8443"));
        assert!(asks(None, "[::1]:8443"));
    }

    #[test]
    fn names_that_do_not_agree_are_noticed() {
        assert!(!asks(Some("localhost"), "127.0.0.1:8443"));
        assert!(!asks(Some("help.example.jp"), "localhost"));
        assert!(!asks(None, "localhost:8443"));
        assert!(!agree(Some("localhost"), &Uri::from_static("/"), &HeaderMap::new()));
    }

    #[test]
    fn a_path_is_text() {
        for path in ["/", "/a/%E3%81%82%2f", "/100%", "/%zz", "/%2"] {
            assert!(is_text(path), "{path}");
        }
        for path in ["/%ff", "/a/%e3%81", "/%c0%af", "/%ed%a0%80"] {
            assert!(!is_text(path), "{path}");
        }
    }

    #[test]
    fn a_whole_address_agrees_in_every_part() {
        let headers = || HeaderMap::from_iter([(header::HOST, "localhost".parse().unwrap())]);
        let asks = |uri| agree(Some("localhost"), &Uri::from_static(uri), &headers());
        assert!(asks("https://localhost:8443/"));
        for uri in ["http://localhost/", "ftp://localhost/", "https://elsewhere/", "https://me@localhost/"] {
            assert!(!asks(uri), "{uri}");
        }
    }

    #[test]
    fn two_hosts_agree_with_nothing() {
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, "localhost".parse().unwrap());
        headers.append(header::HOST, "localhost".parse().unwrap());
        assert!(!agree(Some("localhost"), &Uri::from_static("/"), &headers));
    }
}
