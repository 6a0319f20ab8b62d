//! The page of a fault: what happened, what to do next, and the 問い合わせ番号.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use fault::{Fault, Kind};

use crate::{
    context::{self, Language},
    problem,
    words::Words,
};

#[derive(Template)]
#[template(path = "error.html")]
struct Page {
    language: Language,
    w: &'static Words,
    title: &'static str,
    text: &'static str,
    reference: String,
}

/// The page that tells a person about a fault.
pub fn fault_page(fault: &Fault) -> Response {
    let context = context::current();
    let w = context.language.words();
    let status = problem::status(fault);
    let (title, text) = phrases(fault, status, w);
    // To a person a stale page is a conflict; 412 is for programs that sent If-Match.
    let status = if status == StatusCode::PRECONDITION_FAILED { StatusCode::CONFLICT } else { status };
    let reference = context.trace.support_code().to_string();
    let page = Page { language: context.language, w, title, text, reference };
    let markup = page.render().unwrap_or_else(|_| title.to_owned());
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Html(markup)).into_response();
    response.extensions_mut().insert(problem::Told(fault.reason().to_owned()));
    if let Some(delay) = fault.delay() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(delay.as_secs().max(1)));
    }
    response
}

fn phrases(fault: &Fault, status: StatusCode, w: &'static Words) -> (&'static str, &'static str) {
    let e = &w.errors;
    match (fault.kind(), status) {
        _ if fault.reason() == "CSRF_TOKEN_WRONG" => (e.stale_form, e.stale_form_text),
        (_, StatusCode::PAYLOAD_TOO_LARGE) => (e.too_large, e.too_large_text),
        (_, StatusCode::TOO_MANY_REQUESTS) => (e.limited, e.limited_text),
        (Kind::Forbidden | Kind::Unauthenticated, _) => (e.forbidden, e.forbidden_text),
        (Kind::NotFound, _) => (e.not_found, e.not_found_text),
        (Kind::Conflict, _) => (e.conflict, e.conflict_text),
        (Kind::Refused, _) => (e.refused, e.refused_text),
        (Kind::Invalid, _) => (e.invalid, e.back),
        (Kind::Unavailable, _) => (e.unavailable, e.unavailable_text),
        (Kind::Internal, _) => (e.internal, e.internal_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_says_nothing_of_its_cause() {
        let fault =
            Fault::internal("DATABASE_LOST").message("tuple 4711").source(std::io::Error::other("secret"));
        let page = fault_page(&fault);
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let (title, text) = phrases(&fault, page.status(), Language::Japanese.words());
        assert!(title.contains("予期しないエラー") && text.contains("やり直してください"));
    }
}
