//! The language of the pages: `?lang=` asks for one and is remembered in a cookie; else the cookie, else the browser.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::context::{self, Context, Language};

/// Serves a request in its reader's language.
pub async fn speak(request: Request, next: Next) -> Response {
    let asked = asked(request.uri().query().unwrap_or_default());
    let current = context::current();
    let language = asked.or_else(|| kept(request.headers())).unwrap_or(current.language);
    let mut response = context::within(Context { language, ..current }, next.run(request)).await;
    if let Some(language) = asked {
        response.headers_mut().append(header::SET_COOKIE, cookie(language));
    }
    response
}

fn asked(query: &str) -> Option<Language> {
    query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::parse)
}

fn kept(headers: &HeaderMap) -> Option<Language> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("__Host-lang="))
        .and_then(Language::parse)
}

const fn cookie(language: Language) -> HeaderValue {
    match language {
        Language::Japanese => HeaderValue::from_static(
            "__Host-lang=ja; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
        ),
        Language::English => HeaderValue::from_static(
            "__Host-lang=en; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_we_do_not_speak_changes_nothing() {
        assert_eq!(asked("a=b&lang=en"), Some(Language::English));
        assert_eq!(asked("lang=fr"), None);
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("x=y; __Host-lang=en"))]);
        assert_eq!(kept(&headers), Some(Language::English));
    }
}
