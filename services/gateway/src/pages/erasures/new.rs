//! Asking to erase an organisation: a form beside plain words on what will be gone, what stays, and who has to confirm it.

use askama::Template;
use chrono::NaiveDate;
use proto::accounts::v1::{ListOrganisationsRequest, OrganisationKind, RequestErasureRequest};

use super::{PATH, allowed};
use crate::{
    pages::{
        answer::{Answer, page_with, see},
        input::{self, Entered, Wrong},
        refusal,
        visit::{Posted, Shell, Visit, request_id},
    },
    words::{Words, fill},
};

/// Pages of a hundred organisations that are offered; nobody scrolls through more.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "erasures/new.html")]
struct Page {
    shell: Shell,
    organisations: Vec<(String, String)>,
    organisation_id: String,
    contract_ended_on: String,
    instruction_reference: String,
    instruction_received_on: String,
    request_id: String,
    wrong: Wrong,
    summary: String,
}

/// What the form means, once it can be read.
struct Asked {
    contract_ended_on: NaiveDate,
    instruction_received_on: NaiveDate,
}

/// The form.
pub async fn get(visit: Visit) -> Answer {
    allowed(&visit)?;
    show(&visit, &Entered::default(), Wrong::default()).await
}

/// Records the instruction.
pub async fn post(Posted { visit, form }: Posted) -> Answer {
    allowed(&visit)?;
    let Asked { contract_ended_on, instruction_received_on } = match read(&form, visit.w) {
        Ok(asked) => asked,
        Err(wrong) => return show(&visit, &form, wrong).await,
    };
    let request = RequestErasureRequest {
        request_id: form.owned("request_id"),
        organisation_id: form.owned("organisation_id"),
        contract_ended_on: contract_ended_on.to_string(),
        instruction_reference: form.owned("instruction_reference"),
        instruction_received_on: instruction_received_on.to_string(),
    };
    match visit.ask(request).await {
        Ok(answer) => see(&format!("{PATH}/{}?done=requested", answer.erasure_id)),
        Err(fault) if refusal::is_correctable(&fault) => {
            let future = |one: &fault::Violation| one.code == "IN_FUTURE";
            let wrong = if fault.violations().iter().any(future) {
                let mut wrong = Wrong::default();
                wrong.note("instruction_received_on", visit.w.erasures.received_future);
                wrong
            } else {
                refusal::beside(&fault, visit.language, "organisation_id", str::to_owned)
            };
            show(&visit, &form, wrong).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn read(form: &Entered, w: &Words) -> Result<Asked, Wrong> {
    let (mut wrong, w) = (Wrong::default(), &w.erasures);
    if !form.has("organisation_id") {
        wrong.note("organisation_id", w.organisation_needed);
    }
    let contract_ended_on = input::date(form.text("contract_ended_on"));
    if contract_ended_on.is_none() {
        wrong.note("contract_ended_on", w.contract_wrong);
    }
    if !(1..=100).contains(&form.text("instruction_reference").chars().count()) {
        wrong.note("instruction_reference", w.reference_wrong);
    }
    let received_on = input::date(form.text("instruction_received_on"));
    if received_on.is_none() {
        wrong.note("instruction_received_on", w.received_wrong);
    }
    match (contract_ended_on, received_on, wrong.is_empty()) {
        (Some(contract_ended_on), Some(instruction_received_on), true) => {
            Ok(Asked { contract_ended_on, instruction_received_on })
        }
        _ => Err(wrong),
    }
}

async fn show(visit: &Visit, form: &Entered, wrong: Wrong) -> Answer {
    page_with(
        wrong.status(),
        &Page {
            shell: visit.shell(),
            organisations: organisations(visit).await?,
            organisation_id: form.owned("organisation_id"),
            contract_ended_on: form.owned("contract_ended_on"),
            instruction_reference: form.owned("instruction_reference"),
            instruction_received_on: form.owned("instruction_received_on"),
            // What was refused is not what a repeat means: the next is another request.
            request_id: request_id(),
            summary: fill(visit.w.errors.summary, wrong.count()),
            wrong,
        },
    )
}

/// Every organisation but the operator's own.
async fn organisations(visit: &Visit) -> Result<Vec<(String, String)>, fault::Fault> {
    let (mut found, mut cursor) = (vec![], String::new());
    for _ in 0..MOST {
        let request = ListOrganisationsRequest { limit: 100, cursor, ..ListOrganisationsRequest::default() };
        let answer = visit.ask(request).await?;
        let tenants = answer.organisations.into_iter().filter(|one| one.kind() != OrganisationKind::Operator);
        found.extend(tenants.map(|one| {
            let name = if one.code.is_empty() { one.name } else { format!("{}（{}）", one.name, one.code) };
            (one.id, name)
        }));
        cursor = answer.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    Ok(found)
}
