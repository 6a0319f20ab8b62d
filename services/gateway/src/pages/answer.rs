//! What a page answers: markup that is never kept by a cache, or the page of a fault.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use fault::Fault;

use super::fault_page;

/// A page, or what went wrong.
pub type Answer = Result<Response, Trouble>;

/// A fault on its way to a person.
#[derive(Debug)]
pub struct Trouble(Fault);

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        fault_page(&self.0)
    }
}

/// A page as asked for.
pub fn page(template: &impl Template) -> Answer {
    page_with(StatusCode::OK, template)
}

/// A page with a status: 422 for a form again, 409 for one that came too late.
pub fn page_with(status: StatusCode, template: &impl Template) -> Answer {
    let markup = template.render().map_err(|error| Fault::internal("PAGE_NOT_RENDERED").source(error))?;
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(markup)).into_response())
}

/// 303: what was asked for is done, look here.
pub fn see(path: &str) -> Answer {
    Ok(Redirect::to(path).into_response())
}
