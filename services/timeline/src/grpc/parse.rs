//! Messages to domain values. Says which field is wrong.

use chrono::{DateTime, Utc};
use fault::Fault;
use identity::Reason;
use ids::OrganisationId;
use proto::{Timestamp, timeline::v1 as pb};

use crate::domain::{
    filter::{BadFilter, Filter},
    problem::{Problem, SupportCode},
};

/// Problems in one message at most.
const MOST_PROBLEMS: usize = 100;

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
                fault = fault.violation("reason", why.code(), why.to_string());
            }
            Err(fault)
        }
    }
}

/// What people were shown, as the gateway tells it.
pub(super) fn problems(problems: Vec<pb::Problem>) -> Result<Vec<Problem>, Fault> {
    if problems.len() > MOST_PROBLEMS {
        return Err(Fault::invalid("PROBLEM_INVALID").violation("problems", "TOO_MANY", "too many problems"));
    }
    problems.into_iter().enumerate().map(|(place, told)| problem(place, told)).collect()
}

fn problem(place: usize, told: pb::Problem) -> Result<Problem, Fault> {
    let invalid = |field: &str| {
        let field = format!("problems[{place}].{field}");
        Fault::invalid("PROBLEM_INVALID").violation(field, "INVALID", "not in the right form")
    };
    let pb::Problem { support_code, trace_id, page, reason, status, build, occurred_at } = told;
    let problem = Problem {
        code: SupportCode::parse(&support_code).map_err(|why| invalid(why.0))?,
        trace: trace_id,
        page,
        reason,
        status: u16::try_from(status).map_err(|_| invalid("status"))?,
        build,
        occurred_at: time("occurred_at", occurred_at)?.ok_or_else(|| invalid("occurred_at"))?,
    };
    problem.checked().map_err(|why| invalid(why.0))
}

/// What somebody reads out.
pub(super) fn support_code(text: &str) -> Result<SupportCode, Fault> {
    let invalid = |why: &dyn ToString| {
        Fault::invalid("SUPPORT_CODE_INVALID").violation("support_code", "MALFORMED", why.to_string())
    };
    SupportCode::parse(text).map_err(|why| invalid(&why))
}

fn said(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn time(field: &str, time: Option<Timestamp>) -> Result<Option<DateTime<Utc>>, Fault> {
    let Some(time) = time else { return Ok(None) };
    let time = proto::moment(time).ok_or_else(|| invalid(field, "INVALID", &"not a time"))?;
    Ok(Some(calendar::truncated(time)))
}

fn invalid(field: &str, code: &str, why: &dyn ToString) -> Fault {
    Fault::invalid("FILTER_INVALID").violation(field, code, why.to_string())
}
