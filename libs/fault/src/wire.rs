//! The one place that builds a `tonic::Status`: kind ↔ code, reason in `ErrorInfo`, fields in `BadRequest`.
//! Refuses nothing: a status from elsewhere becomes the nearest fault.

use std::{collections::HashMap, error::Error, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::{Fault, Kind, Violation};

/// Domain of every reason of ours.
const DOMAIN: &str = "nekonote";
/// Key of a violation's code among the metadata, by the violation's place.
const CODE_KEY: &str = "code.";
/// Bytes of violations that go with a status: it travels in one header, and a peer that is sent too much of one ends the connection, with
/// everybody's calls on it.
const MOST_BYTES: usize = 6 * 1024;
/// Characters of one message.
const MOST_CHARS: usize = 200;

impl From<Fault> for Status {
    fn from(fault: Fault) -> Self {
        log(&fault);
        let mut details = ErrorDetails::new();
        let fitting = fitting(&fault.violations);
        let codes = fitting.iter().enumerate();
        let codes = codes
            .map(|(place, violation)| (format!("{CODE_KEY}{place}"), violation.code.clone()))
            .collect::<HashMap<_, _>>();
        details.set_error_info(fault.reason.as_ref(), DOMAIN, codes);
        for violation in fitting {
            details.add_bad_request_violation(&violation.field, shortened(&violation.message));
        }
        if let Some(delay) = fault.retry_after {
            details.set_retry_info(Some(delay));
        }
        let message = if fault.message.is_empty() { fault.reason.as_ref() } else { fault.message.as_ref() };
        Self::with_error_details(code(fault.kind), message, details)
    }
}

impl From<Status> for Fault {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let ours = details.error_info().filter(|info| info.domain == DOMAIN);
        let Some(info) = ours else {
            return Self::new(kind(status.code()), "RPC_FAILED")
                .message(status.message().to_owned())
                .source(status);
        };
        let fields = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
        let violations = fields.iter().enumerate().map(|(place, violation)| Violation {
            field: violation.field.clone(),
            code: info.metadata.get(&format!("{CODE_KEY}{place}")).cloned().unwrap_or_default(),
            message: violation.description.clone(),
        });
        let fault = Self::new(kind(status.code()), info.reason.clone())
            .message(status.message().to_owned())
            .with_violations(violations);
        match details.retry_info().and_then(|retry| retry.retry_delay) {
            Some(delay) => fault.retry_after(delay),
            None => fault,
        }
    }
}

/// The first violations, as many as fit.
fn fitting(violations: &[Violation]) -> &[Violation] {
    let mut left = MOST_BYTES;
    let fits = violations.iter().take_while(|violation| {
        let Violation { field, code, message } = violation;
        let bytes = field.len() + code.len() + shortened(message).len() + 32;
        let fits = bytes <= left;
        left = left.saturating_sub(bytes);
        fits
    });
    violations.get(..fits.count()).unwrap_or_default()
}

fn shortened(message: &str) -> &str {
    message.char_indices().nth(MOST_CHARS).map_or(message, |(end, _)| message.get(..end).unwrap_or_default())
}

/// Only failures of ours are worth a line here; the access log has the rest.
fn log(fault: &Fault) {
    if matches!(fault.kind, Kind::Internal | Kind::Unavailable) {
        let cause = fault.source.as_deref().map(chain).unwrap_or_default();
        tracing::error!(reason = %fault.reason, message = %fault.message, cause, "fault");
    }
}

fn chain(error: &(dyn Error + Send + Sync)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        words = format!("{words}: {cause}");
        next = cause.source();
    }
    words
}

const fn code(kind: Kind) -> Code {
    match kind {
        Kind::Invalid => Code::InvalidArgument,
        Kind::Unauthenticated => Code::Unauthenticated,
        Kind::Forbidden => Code::PermissionDenied,
        Kind::NotFound => Code::NotFound,
        Kind::Conflict => Code::Aborted,
        Kind::Refused => Code::FailedPrecondition,
        Kind::Unavailable => Code::Unavailable,
        Kind::Internal => Code::Internal,
    }
}

const fn kind(code: Code) -> Kind {
    match code {
        Code::InvalidArgument | Code::OutOfRange => Kind::Invalid,
        Code::Unauthenticated => Kind::Unauthenticated,
        Code::PermissionDenied => Kind::Forbidden,
        Code::NotFound => Kind::NotFound,
        Code::Aborted | Code::AlreadyExists => Kind::Conflict,
        Code::FailedPrecondition => Kind::Refused,
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Cancelled => {
            Kind::Unavailable
        }
        Code::Ok | Code::Unknown | Code::Internal | Code::DataLoss | Code::Unimplemented => Kind::Internal,
    }
}

/// A delay that a person may be told, in whole seconds.
impl Fault {
    /// Seconds until another try may work, at least 1.
    #[must_use]
    pub fn retry_seconds(&self) -> Option<u64> {
        self.retry_after.map(|delay: Duration| delay.as_secs().max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 8] = [
        Kind::Invalid,
        Kind::Unauthenticated,
        Kind::Forbidden,
        Kind::NotFound,
        Kind::Conflict,
        Kind::Refused,
        Kind::Unavailable,
        Kind::Internal,
    ];

    #[test]
    fn every_kind_survives_the_wire() {
        for kind in KINDS {
            let sent = Fault::new(kind, "A_REASON")
                .violation("a.b[1]", "REQUIRED", "say it")
                .retry_after(Duration::from_secs(3));
            let back = Fault::from(Status::from(sent));
            assert_eq!((back.kind(), back.reason(), back.retry_seconds()), (kind, "A_REASON", Some(3)));
            assert_eq!(back.violations()[0].code, "REQUIRED");
        }
    }

    #[test]
    fn of_a_thousand_violations_those_cross_the_wire_that_fit_into_its_header() {
        let many = (0..1_000).map(|place| {
            Violation::new(format!("treatment.lines[{place}].service_on"), "OUTSIDE_TERM", "あ".repeat(1_000))
        });
        let status = Status::from(Fault::invalid("CLAIM_INCOMPLETE").with_violations(many));
        assert!(status.details().len() < 9_000, "{}", status.details().len());
        let back = Fault::from(status);
        assert!((5..1_000).contains(&back.violations().len()), "{}", back.violations().len());
        assert_eq!(back.violations()[1].code, "OUTSIDE_TERM");
        let few = (0..40).map(|place| Violation::new(format!("lines[{place}]"), "REQUIRED", "missing"));
        let back = Fault::from(Status::from(Fault::invalid("X").with_violations(few)));
        assert_eq!(back.violations().len(), 40, "what people send is named whole");
    }

    #[test]
    fn the_source_never_crosses_the_wire() {
        let status = Status::from(Fault::internal("STORE").source("password=hunter2"));
        assert!(!format!("{status:?}").contains("hunter2"));
    }

    #[test]
    fn a_foreign_status_becomes_the_nearest_fault() {
        let fault = Fault::from(Status::deadline_exceeded("slow"));
        assert_eq!((fault.kind(), fault.reason()), (Kind::Unavailable, "RPC_FAILED"));
    }
}
