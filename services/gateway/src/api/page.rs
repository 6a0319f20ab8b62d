//! A page of a collection: `{"items":[…],"next_cursor":…}` and, when there is more, `Link: <…>; rel="next"`.

use axum::{
    Json,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use fault::{Fault, Violation};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// At most this many, 1–100; 50 unless said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i32>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// The items.
    items: Vec<T>,
    /// Where the next page begins; null when this is the last.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// A page with the link to the next.
pub(super) struct Paged<T>(Page<T>, Option<HeaderValue>);

impl PageQuery {
    /// Limit and cursor as the services take them.
    pub(super) fn parts(self) -> Result<(i32, String), Fault> {
        page_parts(self.limit, self.cursor)
    }
}

/// Limit and cursor as the services take them.
pub(super) fn page_parts(limit: Option<i32>, cursor: Option<String>) -> Result<(i32, String), Fault> {
    match limit {
        Some(limit) if !(1..=100).contains(&limit) => {
            Err(Fault::invalid("QUERY_UNREADABLE").violation("limit", "OUT_OF_RANGE", "limit is 1 to 100"))
        }
        _ => Ok((limit.unwrap_or_default(), cursor.unwrap_or_default())),
    }
}

/// What a service says of a search is about the query's `q`.
pub(super) fn searching(fault: Fault) -> Fault {
    if fault.violations().is_empty() {
        return fault;
    }
    let said = fault.violations().iter().cloned().map(|violation| match violation.field.as_str() {
        "search" => Violation { field: "q".to_owned(), ..violation },
        _ => violation,
    });
    Fault::new(fault.kind(), fault.reason().to_owned())
        .message(fault.words().to_owned())
        .with_violations(said)
}

impl<T> Page<T> {
    /// A page; an empty cursor means the last.
    pub(super) fn new<M: Into<T>>(items: Vec<M>, next_cursor: String) -> Self {
        let next_cursor = Some(next_cursor).filter(|cursor| !cursor.is_empty());
        Self { items: items.into_iter().map(Into::into).collect(), next_cursor }
    }

    /// The page with the link to the next, for the address it was asked for under.
    pub(super) fn linked(self, uri: &Uri) -> Paged<T> {
        let link = self.next_cursor.as_ref().and_then(|cursor| link(uri, cursor));
        Paged(self, link)
    }
}

impl<T: Serialize> IntoResponse for Paged<T> {
    fn into_response(self) -> Response {
        let Self(page, link) = self;
        let mut response = Json(page).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

fn link(uri: &Uri, cursor: &str) -> Option<HeaderValue> {
    let others = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query: Vec<_> = others.map(str::to_owned).chain([format!("cursor={cursor}")]).collect();
    HeaderValue::from_str(&format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_keeps_the_filter_and_moves_the_cursor() {
        let uri = Uri::from_static("/api/v1/claims?status=draft&cursor=old&limit=2");
        let value = link(&uri, "new").unwrap();
        assert_eq!(value, "</api/v1/claims?status=draft&limit=2&cursor=new>; rel=\"next\"");
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = Page::<u8>::new(vec![1_u8], String::new());
        assert_eq!(serde_json::to_string(&page).unwrap(), r#"{"items":[1],"next_cursor":null}"#);
    }

    #[test]
    fn what_is_wrong_with_a_search_is_said_of_q() {
        let fault =
            Fault::invalid("REQUEST_INVALID").violation("search", "TOO_LONG", "").violation("limit", "X", "");
        let named = searching(fault);
        let fields: Vec<_> = named.violations().iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!((named.reason(), fields), ("REQUEST_INVALID", vec!["q", "limit"]));
        assert_eq!(searching(Fault::not_found("X")).reason(), "X");
    }

    #[test]
    fn limits_out_of_range_are_refused() {
        for limit in [-1, 0, 101] {
            assert!(page_parts(Some(limit), None).is_err());
        }
        assert_eq!(page_parts(None, None).unwrap(), (0, String::new()));
    }
}
