//! A fault as the outside reads it: problem+json (RFC 9457) with a status, words in the reader's language and a
//! support code. It never tells what caused a fault of ours.

mod told;
mod words;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use fault::{Fault, Kind, Violation};
use serde::Serialize;
use utoipa::ToSchema;

pub use told::{Messenger, Notebook, Told};
pub use words::{Wording, field_wording, wording};

use crate::context;

/// The media type.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal of the API.
#[derive(Debug)]
pub struct Problem {
    document: ProblemDocument,
    retry_after: Option<u64>,
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Identifies the kind of problem.
    #[schema(example = "urn:nekonote:problem:claim-not-found")]
    r#type: String,
    /// What happened, for people.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What to do next, for people.
    detail: String,
    /// Why, UPPER_SNAKE.
    #[schema(example = "CLAIM_NOT_FOUND")]
    code: String,
    /// 問い合わせ番号: what to read out on the telephone.
    #[schema(example = "3F7K-9QXM")]
    support_code: String,
    /// The trace.
    trace_id: String,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A field that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request.
    #[schema(example = "#/lines/2/service_on")]
    pointer: String,
    /// What is wrong, UPPER_SNAKE.
    code: String,
    /// What is wrong, for people.
    detail: String,
}

impl Problem {
    /// The problem of a fault.
    #[must_use]
    pub fn of(fault: &Fault) -> Self {
        let (context, status, wording) = (context::current(), status(fault), wording(fault));
        let support_code = context.trace.support_code().to_string();
        // The fault's own words may quote what was sent, so they stay out of the log.
        let codes: Vec<_> = fault.violations().iter().map(|violation| violation.code.as_str()).collect();
        tracing::info!(reason = fault.reason(), ?codes, support_code, "refused");
        let document = ProblemDocument {
            r#type: format!("urn:nekonote:problem:{}", fault.reason().to_ascii_lowercase().replace('_', "-")),
            title: wording.title.into_owned(),
            status: status.as_u16(),
            detail: wording.detail.into_owned(),
            code: fault.reason().to_owned(),
            support_code,
            trace_id: context.trace.id(),
            errors: fault.violations().iter().map(FieldProblem::of).collect(),
        };
        Self {
            document,
            retry_after: fault.retry_seconds().or_else(|| (status.as_u16() == 503).then_some(5)),
        }
    }
}

impl FieldProblem {
    fn of(violation: &Violation) -> Self {
        Self {
            pointer: pointer(&violation.field),
            code: violation.code.clone(),
            detail: field_wording(&violation.code).into_owned(),
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::of(&fault)
    }
}

impl From<Problem> for Fault {
    /// Only for callers that turn it into a page: the words are lost, the reason stays.
    fn from(problem: Problem) -> Self {
        let kind = match problem.document.status {
            401 => Kind::Unauthenticated,
            403 => Kind::Forbidden,
            404 => Kind::NotFound,
            503 => Kind::Unavailable,
            _ => Kind::Internal,
        };
        Self::new(kind, problem.document.code)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.document).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.extensions_mut().insert(Told(self.document.code));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(context::current().language.tag()));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"nekonote\""));
        }
        response
    }
}

/// The HTTP status of a fault.
#[must_use]
pub fn status(fault: &Fault) -> StatusCode {
    match fault.reason() {
        "NAMES_DISAGREE" => StatusCode::MISDIRECTED_REQUEST,
        "IF_MATCH_REQUIRED" => StatusCode::PRECONDITION_REQUIRED,
        reason if reason.ends_with("_STALE") => StatusCode::PRECONDITION_FAILED,
        "REQUEST_ID_REUSED" | "IDEMPOTENCY_KEY_REUSED" => StatusCode::UNPROCESSABLE_ENTITY,
        "BODY_TOO_LARGE" | "DOCUMENT_TOO_LARGE" | "TOO_LARGE" => StatusCode::PAYLOAD_TOO_LARGE,
        "MEDIA_TYPE_UNSUPPORTED" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "METHOD_NOT_ALLOWED" => StatusCode::METHOD_NOT_ALLOWED,
        "BODY_TOO_SLOW" => StatusCode::REQUEST_TIMEOUT,
        "SIGN_IN_THROTTLED" | "LOOKUP_LIMIT" | "SIGN_IN_BUSY" => StatusCode::TOO_MANY_REQUESTS,
        _ => by_kind(fault),
    }
}

fn by_kind(fault: &Fault) -> StatusCode {
    match fault.kind() {
        Kind::Invalid if fault.violations().is_empty() => StatusCode::BAD_REQUEST,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict | Kind::Refused => StatusCode::CONFLICT,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A fault about a message whose field is the whole body here: `account.email` becomes `email`.
#[must_use]
pub fn within(field: &str, fault: Fault) -> Fault {
    if fault.violations().is_empty() {
        return fault;
    }
    let inner =
        |name: &str| name.strip_prefix(field).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned);
    let violations = fault.violations().to_vec().into_iter().map(|violation| Violation {
        field: inner(&violation.field).unwrap_or(violation.field),
        ..violation
    });
    Fault::new(fault.kind(), fault.reason().to_owned())
        .message(fault.words().to_owned())
        .with_violations(violations)
}

/// `treatment.lines[2].service_on` as a JSON pointer.
fn pointer(field: &str) -> String {
    let parts =
        field.split(['.', '[']).map(|part| part.trim_end_matches(']')).filter(|part| !part.is_empty());
    parts.fold("#".to_owned(), |pointer, part| {
        format!("{pointer}/{}", part.replace('~', "~0").replace('/', "~1"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_becomes_a_pointer() {
        assert_eq!(pointer("treatment.lines[2].service_on"), "#/treatment/lines/2/service_on");
        assert_eq!(pointer("pet.birth_on"), "#/pet/birth_on");
        assert_eq!(pointer(""), "#");
    }

    #[test]
    fn a_field_that_is_the_body_is_left_out() {
        let fault =
            Fault::invalid("X").violation("account.email", "TAKEN", "").violation("request_id", "UUID", "");
        let fields: Vec<_> =
            within("account", fault).violations().iter().map(|one| one.field.clone()).collect();
        assert_eq!(fields, ["email", "request_id"]);
    }

    #[test]
    fn preconditions_have_their_own_statuses() {
        assert_eq!(status(&Fault::invalid("IF_MATCH_REQUIRED")).as_u16(), 428);
        assert_eq!(status(&Fault::conflict("REVISION_STALE")).as_u16(), 412);
        assert_eq!(status(&Fault::invalid("REQUEST_ID_REUSED")).as_u16(), 422);
        assert_eq!(status(&Fault::conflict("REQUEST_IN_FLIGHT")).as_u16(), 409);
    }

    #[test]
    fn a_cause_never_shows() {
        let problem =
            Problem::of(&Fault::internal("STORE").message("password=hunter2").source("password=hunter2"));
        assert!(!serde_json::to_string(&problem.document).unwrap().contains("hunter2"));
    }

    #[test]
    fn wrong_fields_are_unprocessable_and_pointed_at() {
        let fault = Fault::invalid("CLAIM_INVALID").violation("diagnosis", "REQUIRED", "say it");
        let response = Problem::of(&fault);
        assert_eq!(
            (response.document.status, response.document.errors[0].pointer.as_str()),
            (422, "#/diagnosis")
        );
    }
}
