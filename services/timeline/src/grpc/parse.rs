//! Messages to domain values. Says which field is wrong.

use chrono::{DateTime, Utc};
use fault::Fault;
use ids::OrganisationId;
use proto::{Timestamp, timeline::v1 as pb};

use crate::domain::{
    filter::{BadFilter, Filter},
    reason::{BadReason, Reason},
};

/// Which entries are asked for.
pub(super) fn filter(filter: Option<pb::EntryFilter>) -> Result<Filter, Fault> {
    let pb::EntryFilter { kind, operator_id, subject_id, from, until } = filter.unwrap_or_default();
    let filter = Filter {
        kind: said(kind),
        operator: said(operator_id),
        thing: said(subject_id),
        from: time("filter.from", from)?,
        until: time("filter.until", until)?,
    };
    filter.checked().map_err(|why| match why {
        BadFilter::Bounds => invalid("filter.until", "NOT_AFTER_FROM", &why),
        BadFilter::TooLong(field) => invalid(&format!("filter.{field}"), "TOO_LONG", &why),
    })
}

/// Whose timeline is looked into, and why.
pub(super) fn inspection(request: &pb::InspectEntriesRequest) -> Result<(OrganisationId, Reason), Fault> {
    let organisation = request.organisation_id.parse::<OrganisationId>();
    let reason = Reason::parse(&request.reason);
    match (organisation, reason) {
        (Ok(organisation), Ok(reason)) => Ok((organisation, reason)),
        (organisation, reason) => {
            let mut fault = Fault::invalid("INSPECTION_INVALID");
            if let Err(why) = organisation {
                fault = fault.violation("organisation_id", "INVALID", why.to_string());
            }
            if let Err(why) = reason {
                fault = fault.violation("reason", code(why), why.to_string());
            }
            Err(fault)
        }
    }
}

const fn code(why: BadReason) -> &'static str {
    match why {
        BadReason::TooShort => "TOO_SHORT",
        BadReason::TooLong => "TOO_LONG",
        BadReason::Control => "INVISIBLE_CHARACTERS",
    }
}

fn said(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn time(field: &str, time: Option<Timestamp>) -> Result<Option<DateTime<Utc>>, Fault> {
    let Some(Timestamp { seconds, nanos }) = time else { return Ok(None) };
    let nanos = u32::try_from(nanos).ok();
    let time = nanos.and_then(|nanos| DateTime::from_timestamp(seconds, nanos));
    match time {
        Some(time) => Ok(Some(calendar::truncated(time))),
        None => Err(invalid(field, "INVALID", &"not a time")),
    }
}

fn invalid(field: &str, code: &str, why: &dyn ToString) -> Fault {
    Fault::invalid("FILTER_INVALID").violation(field, code, why.to_string())
}
